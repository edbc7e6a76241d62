package io.synapsemesh.certs.issuer.files;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Whatever keeps the files fresh: one folder for the workspace, written in place, certificate first.
final class LeafWriter {
    private final Clock clock;
    private final TestCa ca;
    private final Path directory;
    private final Path folder;
    private Fault fault = Fault.NONE;

    LeafWriter(Path directory, Clock clock) throws IOException {
        this.clock = clock;
        this.ca = new TestCa("files", clock.instant());
        this.directory = directory;
        this.folder = Files.createDirectories(
                directory.resolve(Fixture.WORKSPACE.identity().path().substring(1)));
    }

    Path folder() {
        return folder;
    }

    Path writeRoots() throws IOException {
        return Files.writeString(directory.resolve("roots.pem"), ca.rootPem());
    }

    void become(Fault next) {
        fault = next;
    }

    void renew() {
        try {
            write(fault);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Fault how) throws IOException {
        var now = clock.instant();
        var pair = LeafKey.p256(Fixture.RANDOM);
        var signer = how == Fault.WRONG_CHAIN ? new TestCa("stranger", now) : ca;
        var from = how == Fault.EXPIRED ? now.minus(Duration.ofMinutes(90)) : now;
        var until = how == Fault.EXPIRED ? now.minus(Duration.ofMinutes(60)) : now.plus(Duration.ofHours(23));
        var leaf = signer.leaf(
                pair.getPublic(), Optional.of(Fixture.WORKSPACE.text()), Fixture.HOSTS, from, until, TestCa.SIGNS);
        String certificates = Pem.certificates(List.of(leaf, signer.intermediate()));
        byte[] key = pkcs8(pair.getPrivate().getEncoded());
        switch (how) {
            case NONE, WRONG_CHAIN, EXPIRED -> both(certificates, key);
            case WRONG_KEY ->
                both(
                        certificates,
                        pkcs8(LeafKey.p256(Fixture.RANDOM).getPrivate().getEncoded()));
            case EMPTY_ANSWER -> both("", key);
            case HUGE_ANSWER -> both(certificates + "#".repeat(10_000_000), key);
            case STALLED -> both(certificates.substring(0, certificates.length() / 2), key);
            case AWAY -> {
                Files.delete(folder.resolve(FilesIssuer.CERTIFICATE));
                Files.delete(folder.resolve(FilesIssuer.KEY));
            }
            case SLOW, RATE_LIMITED, RATE_LIMITED_FOR_DAYS, SERVER_ERROR, TLS_SWAPPED ->
                throw new IllegalArgumentException("a file cannot be " + how);
        }
    }

    void both(String certificates, byte[] key) throws IOException {
        Files.writeString(folder.resolve(FilesIssuer.CERTIFICATE), certificates);
        writeKey(folder.resolve(FilesIssuer.KEY), key);
    }

    static void writeKey(Path file, byte[] key) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(file, key);
    }

    /// A leaf and its key, as PEM.
    record Pair(String certificates, byte[] key) {}

    Pair pair() {
        var pair = LeafKey.p256(Fixture.RANDOM);
        var now = clock.instant();
        var leaf = ca.leaf(
                pair.getPublic(),
                Optional.of(Fixture.WORKSPACE.text()),
                Fixture.HOSTS,
                now,
                now.plus(Duration.ofHours(23)),
                TestCa.SIGNS);
        return new Pair(
                Pem.certificates(List.of(leaf, ca.intermediate())),
                pkcs8(pair.getPrivate().getEncoded()));
    }

    private static byte[] pkcs8(byte[] der) {
        String text = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
