package io.synapsemesh.certs.rotate;

import java.time.Instant;

/// The present series of failed attempts.
///
/// @param since the first of the series
/// @param error the last one's message, without keys or tokens
public record RenewalFailure(Instant since, int attempts, Instant retryAt, String error) {}
