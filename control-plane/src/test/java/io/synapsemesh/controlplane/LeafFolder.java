package io.synapsemesh.controlplane;

import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.authority.MeshAuthority;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Somebody else's authority over a trust domain, which writes its leaves into a folder, as `issuer.files` reads them.
///
/// @param directory with `svids` and, once [#writeRoots], `roots.pem`
public record LeafFolder(Path directory, TrustDomain trustDomain, MeshAuthority authority) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public static LeafFolder in(Path directory, TrustDomain trustDomain, Set<String> hosts) {
        var made = Authorities.open(
                new MemoryStore(),
                new Seal(SecretBytes.copyOf(new byte[32]), RANDOM),
                new AuthorityConfig(trustDomain, Duration.ofDays(30), Duration.ofMinutes(2), new TreeSet<>()),
                name -> hosts,
                Clock.systemUTC(),
                RANDOM);
        return new LeafFolder(directory, trustDomain, made.mesh());
    }

    public Path svids() {
        return directory.resolve("svids");
    }

    public Path roots() {
        return directory.resolve("roots.pem");
    }

    public void writeRoots() {
        try {
            Files.createDirectories(directory);
            Files.writeString(roots(), authority.anchors().pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A new leaf in the place of the one there was.
    ///
    /// @param path of the SPIFFE id
    public void give(String path, List<String> hosts) {
        var name = new LeafName.Svid(SpiffeId.parse("spiffe://" + trustDomain.name() + path));
        var key = LeafKey.generate(RANDOM);
        var chain = authority.issue(LeafRequest.of(name, hosts, Duration.ofHours(24)), key.csr());
        try {
            Path folder = Files.createDirectories(svids().resolve(path.substring(1)));
            Path file = folder.resolve("tls.key");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, Pem.privateKey(key.privateKey().open()), StandardOpenOption.WRITE);
            Files.writeString(folder.resolve("tls.crt"), chain.pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
