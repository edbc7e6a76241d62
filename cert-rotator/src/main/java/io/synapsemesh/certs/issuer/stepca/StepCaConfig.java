package io.synapsemesh.certs.issuer.stepca;

import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.IssuerHttp;
import java.nio.file.Path;

/// Where step-ca is and how it knows us.
///
/// The provisioner in its `ca.json` must say what an X.509-SVID needs and step-ca does not do by itself: no subject,
/// CA:FALSE, no extension of its own, and no renewal behind our back.
///
/// ```json
/// {"type": "JWK", "name": "synapsemesh", "key": {the public JWK},
///  "claims": {"disableSmallstepExtensions": true, "disableRenewal": true, "maxTLSCertDuration": "24h"},
///  "options": {"x509": {"template": "{\"sans\": {{ toJson .SANs }}, \"keyUsage\": [\"digitalSignature\"],
///    \"extKeyUsage\": [\"serverAuth\", \"clientAuth\"], \"basicConstraints\": {\"isCA\": false}}"}}}
/// ```
///
/// A provisioner that says something else is noticed by the lint.
///
/// @param provisioner its name
/// @param keyFile the provisioner's P-256 key, PKCS#8 PEM without a passphrase, for the owner alone; its key id is the
///     RFC 7638 thumbprint, as `step` makes it
/// @param anchors the roots that may vouch for its leaves, the signing one first
public record StepCaConfig(IssuerHttp.Endpoint endpoint, String provisioner, Path keyFile, AnchorsFile anchors) {
    public StepCaConfig {
        if (provisioner.isBlank() || provisioner.length() > 253) {
            throw new IllegalArgumentException("a provisioner has a name of 1 to 253 characters");
        }
    }
}
