package io.synapsemesh.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class SigningRequestTest {
    @Test
    void takesAFreshP256Request() {
        var key = LeafKey.generate(Fixture.RANDOM);
        assertThat(SigningRequest.parse(key.csr().der())).isEqualTo(key.csr());
        assertThat(key.toString()).doesNotContainIgnoringCase("pkcs").contains("[redacted]");
    }

    @Test
    void refusesARequestSignedByAnotherKey() throws Exception {
        var one = LeafKey.p256(Fixture.RANDOM);
        byte[] der = request(one, LeafKey.p256(Fixture.RANDOM).getPrivate(), "SHA256withECDSA");
        assertThatThrownBy(() -> SigningRequest.parse(der))
                .isInstanceOf(IssuanceRefused.class)
                .hasMessageContaining("own key");
    }

    @Test
    void refusesWeakAndUnusualKeys() throws Exception {
        for (var pair : java.util.List.of(rsa(1024), ec("secp521r1"))) {
            String algorithm = pair.getPublic().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            byte[] der = request(pair, pair.getPrivate(), algorithm);
            assertThatThrownBy(() -> SigningRequest.parse(der)).isInstanceOf(IssuanceRefused.class);
        }
        var ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] der = request(ed25519, ed25519.getPrivate(), "Ed25519");
        assertThatThrownBy(() -> SigningRequest.parse(der)).isInstanceOf(IssuanceRefused.class);
        assertThat(SigningRequest.parse(request(rsa(2048), "SHA256withRSA"))).isNotNull();
        assertThat(SigningRequest.parse(request(ec("secp384r1"), "SHA256withECDSA")))
                .isNotNull();
    }

    @Test
    void refusesBytesThatAreTooManyCutOrChanged() {
        byte[] good = LeafKey.generate(Fixture.RANDOM).csr().der();
        assertThatThrownBy(() -> SigningRequest.parse(new byte[SigningRequest.BYTES_MAX + 1]))
                .isInstanceOf(IssuanceRefused.class);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> SigningRequest.parse(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(IssuanceRefused.class);
        }
    }

    /// A flip in the outermost tag may still read; the key it proves must then be the same.
    @Test
    void aChangedRequestIsRefusedOrProvesTheSameKey() {
        var good = LeafKey.generate(Fixture.RANDOM).csr();
        int refused = 0;
        for (int i = 0; i < good.der().length; i++) {
            byte[] flipped = good.der();
            flipped[i] ^= 1;
            try {
                assertThat(SigningRequest.parse(flipped).publicKey()).isEqualTo(good.publicKey());
            } catch (IssuanceRefused e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(good.der().length * 9 / 10);
    }

    private static byte[] request(KeyPair pair, String algorithm) throws Exception {
        return request(pair, pair.getPrivate(), algorithm);
    }

    private static byte[] request(KeyPair pair, PrivateKey signer, String algorithm) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), pair.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(signer))
                .getEncoded();
    }

    private static KeyPair rsa(int bits) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static KeyPair ec(String curve) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }
}
