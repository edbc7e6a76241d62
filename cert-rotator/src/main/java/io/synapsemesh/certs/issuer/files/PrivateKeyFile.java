package io.synapsemesh.certs.issuer.files;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.issuer.SmallFile;
import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/// One unencrypted PKCS#8 key in PEM (RFC 7468 section 10). Handled as bytes, which can be cleared.
final class PrivateKeyFile {
    private static final byte[] BEGIN = "-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeyFile() {}

    /// @return PKCS#8 DER
    /// @throws IssuanceRefused if others may read it, or it is another kind of key
    /// @throws IssuanceFailed if it cannot be read or is half written
    static SecretBytes read(Path file) {
        byte[] pem = SmallFile.privateKey(file);
        byte[] body = new byte[0];
        byte[] der = new byte[0];
        try {
            int from = indexOf(pem, BEGIN);
            int until = indexOf(pem, END);
            if (from < 0 || until < from) {
                throw problem(file, pem);
            }
            body = Arrays.copyOfRange(pem, from + BEGIN.length, until);
            der = Base64.getMimeDecoder().decode(body);
            return SecretBytes.copyOf(der);
        } catch (IllegalArgumentException e) {
            throw new IssuanceFailed(file + " is not base64 between its lines", e);
        } finally {
            Arrays.fill(pem, (byte) 0);
            Arrays.fill(body, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    private static IssuanceFailed problem(Path file, byte[] pem) {
        boolean other = indexOf(pem, "-----BEGIN ".getBytes(StandardCharsets.US_ASCII)) >= 0 && indexOf(pem, BEGIN) < 0;
        return other
                ? new IssuanceRefused(file + " is not an unencrypted PKCS#8 key. Fix: openssl pkcs8 -topk8 -nodes")
                : new IssuanceFailed(file + " holds no whole key");
    }

    private static int indexOf(byte[] text, byte[] wanted) {
        for (int i = 0; i + wanted.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
