package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/// A self-signed certificate and its key.
///
/// @param privateKey PKCS#8 DER, P-256
public record Root(X509Certificate certificate, SecretBytes privateKey) {
    PrivateKey open() {
        byte[] pkcs8 = privateKey.open();
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key of the root " + Pem.sha256Hex(Pem.der(certificate)) + " cannot be read", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }
}
