package io.synapsemesh.certs.issuer.keyvault;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.store.keyvault.KeyVaultDoor;
import io.synapsemesh.certs.store.keyvault.VaultAnswers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;

/// ES256 by the vault: the digest goes there, `r` and `s` come back (RFC 7518 section 3.4), X.509 wants them as a DER
/// sequence.
final class VaultSigner implements AutoCloseable {
    private static final int COORDINATE = 32;

    private final KeyVaultIssuerConfig config;
    private final KeyVaultDoor door;
    private final KeyClient keys;

    VaultSigner(KeyVaultIssuerConfig config, KeyVaultDoor door) {
        this.config = config;
        this.door = door;
        this.keys = door.keys();
    }

    /// @throws IssuanceRefused if the key is not the root's: it was rotated there before the root was declared here
    ContentSigner signerFor(X509Certificate root) {
        String what = "Azure Key Vault did not show the key " + config.keyName();
        KeyVaultKey key = VaultAnswers.call(
                what, () -> keys.getKey(config.keyName(), config.keyVersion().orElse("")));
        if (key.getKey() == null || key.getId() == null || !isKeyOf(key.getKey(), root)) {
            throw new IssuanceRefused("the key " + config.keyName()
                    + " in Azure Key Vault is not the key of the first anchor. Fix: pin keyVersion, or put the"
                    + " certificate of the new key first once every verifier has it.");
        }
        String version = key.getProperties().getVersion();
        String vault = config.vault().vault().toString();
        String id = (vault.endsWith("/") ? vault : vault + "/") + "keys/" + config.keyName() + "/" + version;
        return new Remote(id);
    }

    private static boolean isKeyOf(JsonWebKey key, X509Certificate root) {
        return root.getPublicKey() instanceof ECPublicKey ec
                && key.getX() != null
                && key.getY() != null
                && new BigInteger(1, key.getX()).equals(ec.getW().getAffineX())
                && new BigInteger(1, key.getY()).equals(ec.getW().getAffineY());
    }

    private final class Remote implements ContentSigner {
        private final String keyId;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Remote(String keyId) {
            this.keyId = keyId;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            byte[] digest = sha256(content.toByteArray());
            byte[] signature = VaultAnswers.call(
                    "Azure Key Vault did not sign with " + config.keyName(),
                    () -> door.cryptography(keyId)
                            .sign(SignatureAlgorithm.ES256, digest)
                            .getSignature());
            if (signature == null || signature.length != 2 * COORDINATE) {
                throw new IssuanceRefused("Azure Key Vault answered with something that is no ES256 signature");
            }
            return der(signature);
        }
    }

    private static byte[] der(byte[] signature) {
        var numbers = new ASN1EncodableVector();
        numbers.add(new ASN1Integer(new BigInteger(1, Arrays.copyOf(signature, COORDINATE))));
        numbers.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(signature, COORDINATE, 2 * COORDINATE))));
        try {
            return new DERSequence(numbers).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        door.close();
    }
}
