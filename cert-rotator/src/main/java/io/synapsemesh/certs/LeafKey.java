package io.synapsemesh.certs;

import io.synapsemesh.core.secret.SecretBytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A fresh P-256 key and the request that proves we hold it. Made anew for every renewal: a key never outlives its
/// certificate.
public record LeafKey(SecretBytes privateKey, SigningRequest csr) {
    public static final String SIGNATURE = "SHA256withECDSA";

    /// With a request that names nobody, for an issuer that is told the names beside it.
    public static LeafKey generate(SecureRandom random) {
        return generate(random, Optional.empty());
    }

    /// With a request for exactly the names of `request`: some issuers sign what is in it and nothing else.
    public static LeafKey generate(SecureRandom random, LeafRequest request) {
        return generate(random, Optional.of(RequestedNames.extensions(request)));
    }

    private static LeafKey generate(SecureRandom random, Optional<Extensions> extensions) {
        KeyPair pair = p256(random);
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        try {
            var signer = new JcaContentSignerBuilder(SIGNATURE)
                    .setSecureRandom(random)
                    .build(pair.getPrivate());
            var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic());
            extensions.ifPresent(e -> builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, e));
            byte[] csr = builder.build(signer).getEncoded();
            return new LeafKey(SecretBytes.copyOf(pkcs8), SigningRequest.parse(csr));
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("P-256 requests can always be made", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    public static KeyPair p256(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes P-256 keys", e);
        }
    }
}
