package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.LeafName;
import java.time.Instant;

/// Port: whoever signs for keys held elsewhere says so here, and learns when the holder is to come again, so that those
/// leaves are planned and noted with all others: [LeafRotator#signedOnRequest]. Called after the audit log took the
/// event; safe for many threads, and as a rule without a write.
@FunctionalInterface
public interface RenewalTimes {
    /// @param issuedAt when it was signed
    /// @return when its holder should ask again
    /// @throws RuntimeException if it cannot be noted; the leaf is then not to be handed out
    Instant after(LeafName name, CertificateChain chain, Instant issuedAt);
}
