package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A CA of a far side: a root, one intermediate that signs, and TLS for the far side's own port. Written apart from the
/// product's maker, so that a mistake there does not hide here.
public final class TestCa {
    public static final Duration BACKDATE = Duration.ofSeconds(30);

    /// What the key of a leaf may do.
    public static final KeyUsage SIGNS = new KeyUsage(KeyUsage.digitalSignature);
    /// What SPIRE's server says of every X509-SVID by default.
    public static final KeyUsage SPIRE =
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement);

    private final KeyPair rootKey = LeafKey.p256(Fixture.RANDOM);
    private final KeyPair intermediateKey = LeafKey.p256(Fixture.RANDOM);
    private final X509Certificate root;
    private final X509Certificate intermediate;

    public TestCa(String name, Instant now) {
        var from = now.minus(Duration.ofHours(2));
        var until = now.plus(Duration.ofDays(30));
        root = certificate(
                "CN=" + name + " root", "CN=" + name + " root", from, until, rootKey.getPublic(), rootKey, ca());
        intermediate = certificate(
                "CN=" + name + " root",
                "CN=" + name + " signing",
                from,
                until,
                intermediateKey.getPublic(),
                rootKey,
                ca());
    }

    /// A root over a key that somebody else keeps.
    public static X509Certificate selfSigned(String name, KeyPair pair, Instant now) {
        return certificate(
                "CN=" + name,
                "CN=" + name,
                now.minus(Duration.ofHours(2)),
                now.plus(Duration.ofDays(365)),
                pair.getPublic(),
                pair,
                ca());
    }

    public X509Certificate root() {
        return root;
    }

    public X509Certificate intermediate() {
        return intermediate;
    }

    public String rootPem() {
        return Pem.certificates(List.of(root));
    }

    /// A leaf as the profile wants it, signed by the intermediate.
    public X509Certificate leaf(PublicKey key, Optional<String> uri, List<String> hosts, Instant now, Duration life) {
        return leaf(key, uri, hosts, now.minus(BACKDATE), now.plus(life), SIGNS);
    }

    public X509Certificate leaf(
            PublicKey key, Optional<String> uri, List<String> hosts, Instant from, Instant until, KeyUsage usage) {
        var names = new ArrayList<GeneralName>();
        uri.ifPresent(u -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, u)));
        hosts.forEach(h -> names.add(new GeneralName(GeneralName.dNSName, h)));
        return certificate("CN=" + nameOf(intermediate), "", from, until, key, intermediateKey, builder -> {
            builder.addExtension(
                    Extension.subjectAlternativeName, true, new GeneralNames(names.toArray(GeneralName[]::new)));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, usage);
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
        });
    }

    /// A server's key and chain for `localhost`, valid by the machine's own clock: TLS asks no other.
    public KeyStore serverKeys() {
        try {
            var pair = LeafKey.p256(Fixture.RANDOM);
            var now = Instant.now();
            var leaf = leaf(
                    pair.getPublic(),
                    Optional.empty(),
                    List.of("localhost"),
                    now.minus(Duration.ofHours(1)),
                    now.plus(Duration.ofDays(1)),
                    SIGNS);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", pair.getPrivate(), new char[0], new X509Certificate[] {leaf, intermediate});
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public SSLContext serverTls() {
        try {
            var managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(serverKeys(), new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Extensions {
        void to(JcaX509v3CertificateBuilder builder) throws IOException;
    }

    private static Extensions ca() {
        return builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        };
    }

    private static X509Certificate certificate(
            String issuer,
            String subject,
            Instant from,
            Instant until,
            PublicKey key,
            KeyPair signer,
            Extensions extensions) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    new BigInteger(120, Fixture.RANDOM).setBit(119),
                    Date.from(from),
                    Date.from(until),
                    new X500Name(subject),
                    key);
            extensions.to(builder);
            var content = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
            return Pem.certificate(builder.build(content).getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String nameOf(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName().substring("CN=".length());
    }
}
