package io.synapsemesh.certs.csr;

import java.time.Duration;

/// How often may be signed.
///
/// @param burst requests of one caller at once
/// @param every one more for each caller after this
/// @param atOnce signatures being made at the same time, of all callers; more are refused rather than queued, so that
///     a fleet that starts together hears of it and comes again spread out
public record SignRate(int burst, Duration every, int atOnce) {
    /// A caller needs one certificate in half a leaf's life; ten at once cover a crash loop.
    public static final SignRate STANDARD = new SignRate(10, Duration.ofSeconds(10), 64);

    public SignRate {
        if (burst < 1 || atOnce < 1 || every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("a rate lets something through");
        }
    }
}
