package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;
import java.time.Instant;
import java.util.Optional;

/// One row of `certs` (CertList). Who has it in hand (`servedBy`) is known to the xDS server and joined in there.
///
/// @param serial hexadecimal; absent if there is no leaf yet
/// @param outageBudgetSeconds how long the issuer may be away before this identity is without a valid leaf; 0 if it is
public record CertificateStatus(
        LeafName name,
        String issuer,
        Optional<String> serial,
        Optional<Instant> notBefore,
        Optional<Instant> notAfter,
        Optional<Instant> renewAt,
        State state,
        Optional<String> lastError,
        long outageBudgetSeconds) {
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
