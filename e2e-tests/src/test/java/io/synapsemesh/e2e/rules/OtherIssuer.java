package io.synapsemesh.e2e.rules;

import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.issuer.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A CA that is not ours, with an intermediate, whose leaves somebody writes into files (`issuer.files`).
final class OtherIssuer {
    private static final Duration LIFE = Duration.ofHours(23);

    private final SecureRandom random = new SecureRandom();
    private final Path folder;
    private final TestCa ca = new TestCa("elsewhere", Instant.now());

    OtherIssuer(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("roots.pem"), ca.rootPem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    X509Certificate root() {
        return ca.root();
    }

    X509Certificate signer() {
        return ca.intermediate();
    }

    /// As a MeshTrust names it.
    String document() {
        return "{files: {directory: " + folder.resolve("svids") + ", anchorsFile: " + folder.resolve("roots.pem")
                + "}}";
    }

    /// @param path of the SPIFFE id
    void give(String path, List<String> hosts) {
        var pair = LeafKey.p256(random);
        var now = Instant.now();
        var leaf = ca.leaf(
                pair.getPublic(),
                Optional.of("spiffe://" + Documents.TRUST_DOMAIN + path),
                hosts,
                now.minus(TestCa.BACKDATE),
                now.plus(LIFE),
                TestCa.SIGNS);
        try {
            Path of = Files.createDirectories(folder.resolve("svids").resolve(path.substring(1)));
            Path key = of.resolve("tls.key");
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(key, Pem.privateKey(pair.getPrivate().getEncoded()));
            Files.writeString(of.resolve("tls.crt"), Pem.certificates(List.of(leaf, ca.intermediate())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
