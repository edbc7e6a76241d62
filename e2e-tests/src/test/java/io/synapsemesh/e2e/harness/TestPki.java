package io.synapsemesh.e2e.harness;

import io.synapsemesh.certs.LeafKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificates that servers started by tests need for themselves: one authority, made anew each time, that lives
/// for two hours.
public final class TestPki {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration LIFETIME = Duration.ofHours(2);

    private final Held root;

    public TestPki(String name) {
        var own = LeafKey.p256(RANDOM);
        var subject = new X500Name("CN=" + name);
        root = new Held(sign(subject, own, subject, own, Shape.authority(-1)), own);
    }

    /// A certificate and its key.
    public record Held(X509Certificate certificate, KeyPair keys) {
        public String certificatePem() {
            return TestPki.pem(certificate);
        }

        /// PKCS#8, not encrypted.
        public String keyPem() {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        @Override
        public String toString() {
            return "Held[" + certificate.getSubjectX500Principal() + "]";
        }
    }

    public Held root() {
        return root;
    }

    public Held intermediate(String name) {
        return signed("CN=" + name, Shape.authority(0));
    }

    /// A server on loopback, also under `hosts`; it may be a client too, as etcd among peers is.
    public Held server(String... hosts) {
        return signed("CN=" + hosts[0], Shape.leaf(List.of(hosts)));
    }

    /// @param subject as Kubernetes reads it: `O=group,CN=user`
    public Held client(String subject) {
        return signed(subject, Shape.leaf(List.of()));
    }

    /// A leaf as the tests want it, right or wrong.
    ///
    /// @param signer whose name and key sign
    public record Draft(
            Held signer,
            PublicKey key,
            List<GeneralName> names,
            Instant from,
            Instant until,
            List<KeyPurposeId> purposes) {
        public X509Certificate sign() {
            var issuer = X500Name.getInstance(
                    signer.certificate().getSubjectX500Principal().getEncoded());
            var builder = new JcaX509v3CertificateBuilder(
                    issuer, serial(), Date.from(from), Date.from(until), new X500Name(""), key);
            try {
                builder.addExtension(
                        Extension.subjectAlternativeName, true, new GeneralNames(names.toArray(GeneralName[]::new)));
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
                return made(builder, signer.keys());
            } catch (CertIOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// TLS that shows `server` and asks for nobody's certificate.
    public static SSLContext serverTls(Held server) {
        return context(server, Optional.empty());
    }

    /// TLS that shows `client` and believes this authority alone.
    public SSLContext tls(Held client) {
        return context(client, Optional.of(root.certificate()));
    }

    private static SSLContext context(Held shown, Optional<X509Certificate> believed) {
        try {
            var store = emptyStore();
            var chain = new X509Certificate[] {shown.certificate()};
            store.setKeyEntry("me", shown.keys().getPrivate(), new char[0], chain);
            var keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(store, new char[0]);
            var roots = emptyStore();
            if (believed.isPresent()) {
                roots.setCertificateEntry("root", believed.get());
            } else {
                roots.setCertificateEntry("nobody", shown.certificate());
            }
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(roots);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), RANDOM);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }

    /// Writes `NAME.pem` and `NAME.key`, the key for the owner alone.
    public static void write(Path folder, String name, Held held) {
        writePrivate(folder.resolve(name + ".pem"), held.certificatePem());
        writePrivate(folder.resolve(name + ".key"), held.keyPem());
    }

    public static void writePrivate(Path file, String text) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /// The same with an RSA key, which every reader of a kubeconfig understands: fabric8 takes a PKCS#8 key for one.
    public Held clientOfKubeconfig(String subject) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, RANDOM);
            return signed(subject, Shape.leaf(List.of()), generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Shape(int pathLength, boolean isAuthority, List<String> hosts) {
        static Shape authority(int pathLength) {
            return new Shape(pathLength, true, List.of());
        }

        static Shape leaf(List<String> hosts) {
            return new Shape(-1, false, hosts);
        }
    }

    private Held signed(String subject, Shape shape) {
        return signed(subject, shape, LeafKey.p256(RANDOM));
    }

    private Held signed(String subject, Shape shape, KeyPair own) {
        var issuer = X500Name.getInstance(
                root.certificate().getSubjectX500Principal().getEncoded());
        return new Held(sign(issuer, root.keys(), new X500Name(subject), own, shape), own);
    }

    private static X509Certificate sign(X500Name issuer, KeyPair signer, X500Name subject, KeyPair own, Shape shape) {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                serial(),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(LIFETIME)),
                subject,
                own.getPublic());
        try {
            var ids = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(own.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(signer.getPublic()));
            if (shape.isAuthority()) {
                builder.addExtension(
                        Extension.basicConstraints,
                        true,
                        shape.pathLength() < 0 ? new BasicConstraints(true) : new BasicConstraints(shape.pathLength()));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            } else {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }));
                addHosts(builder, shape.hosts());
            }
            return made(builder, signer);
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate made(JcaX509v3CertificateBuilder builder, KeyPair signer) {
        try {
            var content = new JcaContentSignerBuilder(LeafKey.SIGNATURE).build(signer.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(content));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(120, RANDOM).setBit(119);
    }

    private static void addHosts(JcaX509v3CertificateBuilder builder, List<String> hosts) throws CertIOException {
        if (hosts.isEmpty()) {
            return;
        }
        var names = new ArrayList<GeneralName>();
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        hosts.forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
    }

    public static String pem(X509Certificate certificate) {
        return pem("CERTIFICATE", encoded(certificate));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] der) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + kind + "-----\n" + lines.encodeToString(der) + "\n-----END " + kind + "-----\n";
    }
}
