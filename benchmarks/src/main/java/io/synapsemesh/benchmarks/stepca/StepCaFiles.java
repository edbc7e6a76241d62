package io.synapsemesh.benchmarks.stepca;

import io.synapsemesh.certs.LeafKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.BigIntegers;

/// What step-ca is started with: one CA, one JWK provisioner. The root signs by itself, as our embedded authority does.
///
/// @param root PEM of the CA
/// @param provisionerKey PKCS#8 PEM
record StepCaFiles(Path root, Path provisionerKey) {
    static final String PROVISIONER = "synapsemesh";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    static StepCaFiles write(Path folder, int port, SecureRandom random) throws IOException {
        var ca = LeafKey.p256(random);
        var provisioner = LeafKey.p256(random);
        var root = privately(folder.resolve("root.pem"), pem("CERTIFICATE", certificate(ca, random)));
        privately(folder.resolve("root.key"), pem("PRIVATE KEY", ca.getPrivate().getEncoded()));
        var key = privately(
                folder.resolve("provisioner.key"),
                pem("PRIVATE KEY", provisioner.getPrivate().getEncoded()));
        privately(folder.resolve("ca.json"), """
                {"root": "root.pem", "crt": "root.pem", "key": "root.key", "address": "127.0.0.1:%d",
                 "dnsNames": ["localhost"], "logger": {"format": "json"},
                 "db": {"type": "badgerv2", "dataSource": "db"},
                 "authority": {"provisioners": [
                  {"type": "JWK", "name": "%s", "key": %s,
                   "claims": {"disableSmallstepExtensions": true, "disableRenewal": true, "maxTLSCertDuration": "25h"},
                   "options": {"x509": {"template": "{\\"sans\\": {{ toJson .SANs }}, \\"keyUsage\\": [\\"digitalSignature\\"], \\"extKeyUsage\\": [\\"serverAuth\\", \\"clientAuth\\"], \\"basicConstraints\\": {\\"isCA\\": false}}"}}}]}}
                """.formatted(
                        port, PROVISIONER, jwk((ECPublicKey) provisioner.getPublic())));
        return new StepCaFiles(root, key);
    }

    private static byte[] certificate(KeyPair pair, SecureRandom random) throws IOException {
        var name = new X500Name("CN=bench");
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(120, random),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(30))),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        try {
            return builder.build(new JcaContentSignerBuilder(LeafKey.SIGNATURE).build(pair.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }

    /// Its id is its RFC 7638 thumbprint.
    private static String jwk(ECPublicKey key) {
        String members = "\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
                + coordinate(key.getW().getAffineX()) + "\",\"y\":\""
                + coordinate(key.getW().getAffineY()) + "\"";
        try {
            byte[] id = MessageDigest.getInstance("SHA-256")
                    .digest(("{" + members + "}").getBytes(StandardCharsets.US_ASCII));
            return "{\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"" + BASE64URL.encodeToString(id) + "\"," + members
                    + "}";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String coordinate(BigInteger number) {
        return BASE64URL.encodeToString(BigIntegers.asUnsignedByteArray(32, number));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static Path privately(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
