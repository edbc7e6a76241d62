package io.synapsemesh.certs.issuer.acme;

import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.IssuerHttp;
import java.nio.file.Path;
import java.time.Duration;

/// `MeshTrust.issuer.acme`.
///
/// @param directory the CA's directory, its path included; its deadline is that of one call
/// @param accountKeyFile our account's P-256 key, PKCS#8 PEM, for the owner alone; the account is made at first use
/// @param anchors the CA's roots, the one that signs first
/// @param deadline for one certificate, challenges included
public record AcmeConfig(IssuerHttp.Endpoint directory, Path accountKeyFile, AnchorsFile anchors, Duration deadline) {
    /// Public CAs look from several places before they believe a challenge.
    public static final Duration DEADLINE_STANDARD = Duration.ofMinutes(2);

    public AcmeConfig {
        if (!deadline.isPositive() || deadline.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("a deadline is up to ten minutes, not " + deadline);
        }
    }
}
