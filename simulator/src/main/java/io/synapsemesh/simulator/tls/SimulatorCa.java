package io.synapsemesh.simulator.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
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
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A root (ECDSA P-256) made at start, which signs the fakes' server certificates directly.
///
/// Not a stand-in for the mesh's own CA: it plays the public CA that signs Azure's endpoints, so a mesh trusts it as
/// an upstream's `caBundle` and nowhere else. Leaves are valid 30 days, the root 90; nothing rotates. Thread-safe.
public final class SimulatorCa {
    private static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final Duration LEAF_LIFETIME = Duration.ofDays(30);
    private static final Duration ROOT_LIFETIME = Duration.ofDays(90);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private final KeyPair keys;
    private final X500Name name;
    private final X509Certificate root;

    private SimulatorCa(Clock clock, KeyPair keys, X500Name name, X509Certificate root) {
        this.clock = clock;
        this.keys = keys;
        this.name = name;
        this.root = root;
    }

    public static SimulatorCa create(Clock clock) {
        try {
            var keys = p256();
            var name = new X500Name("CN=SynapseMesh simulator root,O=not for production");
            var builder = builder(clock, name, name, keys.getPublic(), ROOT_LIFETIME)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new SimulatorCa(clock, keys, name, sign(builder, keys));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the simulator could not make its root certificate", e);
        }
    }

    /// A certificate whose only names are `hosts` (DNS, or an IPv4 address as an IP name).
    public ServerCredential issue(List<String> hosts) {
        try {
            var pair = p256();
            var utils = new JcaX509ExtensionUtils();
            // No common name: a client that still reads it instead of the SANs must fail.
            var builder = builder(clock, name, new X500Name(""), pair.getPublic(), LEAF_LIFETIME)
                    .addExtension(Extension.subjectAlternativeName, true, names(hosts))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(root));
            return new ServerCredential(hosts, pair.getPrivate(), List.of(sign(builder, keys)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the simulator could not sign a certificate for " + hosts, e);
        }
    }

    public X509Certificate root() {
        return root;
    }

    /// The root as one PEM block, newline-terminated.
    public String pem() {
        try {
            var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(root.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the root certificate does not encode", e);
        }
    }

    /// For a server that presents one of `credentials` by SNI, the first of them to everybody else.
    public static SSLContext serverContext(List<ServerCredential> credentials) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new SniKeyManager(credentials)}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS context for " + credentials, e);
        }
    }

    /// For a client that trusts this root alone; never install it as the JVM's default.
    public SSLContext clientContext() {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("simulator", root);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS context that trusts the simulator", e);
        }
    }

    private static KeyPair p256() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            Clock clock, X500Name issuer, X500Name subject, PublicKey key, Duration lifetime) {
        var now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM).setBit(126),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(lifetime)),
                subject,
                key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair keys)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(hosts.stream()
                .map(host ->
                        new GeneralName(host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }
}
