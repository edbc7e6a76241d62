package io.synapsemesh.certs;

import io.synapsemesh.core.secret.SecretBytes;
import java.util.Arrays;

/// A key and its chain: what a proxy needs to be somebody. For a [LeafName.Svid] this is the X.509-SVID.
///
/// @param privateKey PKCS#8 DER
public record Leaf(LeafName name, CertificateChain chain, SecretBytes privateKey) {
    /// Unencrypted PKCS#8 PEM, as Envoy and Nginx read it.
    public SecretBytes privateKeyPem() {
        byte[] der = privateKey.open();
        byte[] pem = Pem.privateKey(der);
        try {
            return SecretBytes.copyOf(pem);
        } finally {
            Arrays.fill(der, (byte) 0);
            Arrays.fill(pem, (byte) 0);
        }
    }
}
