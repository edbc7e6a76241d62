package io.synapsemesh.controlplane.node;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealedRecord;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/// A P-256 key that something of ours is signed with, sealed in `signing-key` of a folder: node tokens with the one in
/// `tokens/`. Its id is the RFC 7638 thumbprint.
public final class TokenKey {
    public static final String FILE = "signing-key";

    /// Of the key node tokens are signed with.
    static final String PURPOSE = "tokens/" + FILE;

    private TokenKey() {}

    /// To be called exclusively: two makers would sign with two keys.
    ///
    /// @param purpose what it is sealed for, such as `tokens/signing-key`
    /// @throws io.synapsemesh.certs.store.SealBroken if the file was changed
    /// @throws IllegalArgumentException if it opens but holds no P-256 key
    public static ECKey openOrCreate(ByteStore store, Seal seal, String purpose, SecureRandom random) {
        var kept = store.read(FILE);
        if (kept.isPresent()) {
            return decode(purpose, seal.open(purpose, kept.get()));
        }
        var pair = LeafKey.p256(random);
        byte[] plain = SealedRecord.encode(
                List.of(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded()));
        store.write(FILE, seal.seal(purpose, plain));
        return decode(purpose, plain);
    }

    private static ECKey decode(String purpose, byte[] plain) {
        var fields = SealedRecord.decode(plain);
        try {
            var factory = KeyFactory.getInstance("EC");
            var publicKey = (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(fields.get(1)));
            return new ECKey.Builder(Curve.P_256, publicKey)
                    .privateKey(factory.generatePrivate(new PKCS8EncodedKeySpec(fields.get(0))))
                    .keyIDFromThumbprint()
                    .build();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalArgumentException(purpose + " does not hold a P-256 key", e);
        } finally {
            SealedRecord.wipe(fields);
            Arrays.fill(plain, (byte) 0);
        }
    }
}
