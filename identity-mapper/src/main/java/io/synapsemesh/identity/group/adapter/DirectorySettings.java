package io.synapsemesh.identity.group.adapter;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// How a directory is reached.
///
/// @param origin `https://host`, perhaps with a port, and nothing more; no answer leads anywhere else
/// @param trust whose certificates are believed; the host is always checked
/// @param deadline for one look-up, everything included
/// @param requestsMax under way at once, all look-ups together
/// @param clock reads dates in `Retry-After`
public record DirectorySettings(URI origin, SSLContext trust, Duration deadline, int requestsMax, Clock clock) {
    /// Less than a decision waits, so that the reason is the directory's own.
    public static final Duration DEADLINE = Duration.ofMillis(1_800);
    public static final int REQUESTS_MAX = 32;

    public DirectorySettings {
        boolean plain = "https".equals(origin.getScheme())
                && origin.getHost() != null
                && origin.getRawUserInfo() == null
                && origin.getRawQuery() == null
                && origin.getRawFragment() == null
                && (origin.getRawPath() == null || origin.getRawPath().isEmpty());
        if (!plain) {
            throw new IllegalArgumentException(
                    "a directory's origin is https://HOST or https://HOST:PORT, not " + origin);
        }
        if (deadline.isNegative() || deadline.isZero() || requestsMax < 1) {
            throw new IllegalArgumentException("a directory has a deadline and room for a request");
        }
    }

    public static DirectorySettings of(URI origin, SSLContext trust) {
        return new DirectorySettings(origin, trust, DEADLINE, REQUESTS_MAX, Clock.systemUTC());
    }
}
