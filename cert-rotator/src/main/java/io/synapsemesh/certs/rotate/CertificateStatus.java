package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;
import java.time.Instant;
import java.util.Optional;

/// One row of `certs` (CertList). Who has it in hand (`servedBy`) is known to the xDS server and joined in there.
///
/// @param serial hexadecimal; absent if there is no leaf yet
/// @param intermediateNotAfter the first end of what stands between the leaf and its root, if anything does
/// @param retryAt when a failing renewal is tried again
/// @param outageBudgetSeconds how long the issuer may be away before this identity is without a valid leaf; 0 if it is
public record CertificateStatus(
        LeafName name,
        String issuer,
        Optional<String> serial,
        Optional<Instant> notBefore,
        Optional<Instant> notAfter,
        Optional<Instant> intermediateNotAfter,
        Optional<Instant> renewAt,
        State state,
        Optional<String> lastError,
        Optional<Instant> failingSince,
        Optional<Instant> retryAt,
        long outageBudgetSeconds,
        Budget budget) {
    /// Whether what is left is less than the plan ever leaves (SYN0804).
    public enum Budget {
        ENOUGH,
        LOW
    }

    public enum State {
        FRESH("Fresh"),
        RENEWING("Renewing"),
        FAILING("Failing"),
        EXPIRED("Expired");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /// As the API prints it.
        public String text() {
            return text;
        }
    }
}
