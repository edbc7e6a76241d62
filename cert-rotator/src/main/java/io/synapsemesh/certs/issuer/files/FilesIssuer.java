package io.synapsemesh.certs.issuer.files;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.GivenLeaf;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.SmallFile;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/// For each identity a folder named by the path of its SPIFFE id, in it `tls.crt` (leaf first) and `tls.key` (PKCS#8
/// PEM, for its owner alone), as Kubernetes names them; `spiffe://corp.example/ns/etl/sa/nightly` lies in
/// `<directory>/ns/etl/sa/nightly`.
///
/// Level-triggered: read whenever somebody asks, no event can be lost. Torn-read-proof: Kubernetes' own writer swaps a
/// symbolic link `..data`, which is resolved once for both files; others write two files one after the other, so a
/// certificate that changed around the reading of the key, or a pair that is none, is an attempt that failed.
public final class FilesIssuer implements LeafGiver {
    static final String CERTIFICATE = "tls.crt";
    static final String KEY = "tls.key";
    private static final String KUBERNETES_LINK = "..data";

    private final Path directory;
    private final TrustDomain trustDomain;
    private final AnchorsFile anchors;
    private final Clock clock;

    public FilesIssuer(Path directory, TrustDomain trustDomain, AnchorsFile anchors, Clock clock) {
        this.directory = directory;
        this.trustDomain = trustDomain;
        this.anchors = anchors;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public Leaf give(LeafRequest request) {
        var folder = version(folder(request));
        byte[] before = SmallFile.read(folder.resolve(CERTIFICATE), SmallFile.PEM_BYTES_MAX);
        var key = PrivateKeyFile.read(folder.resolve(KEY));
        byte[] after = SmallFile.read(folder.resolve(CERTIFICATE), SmallFile.PEM_BYTES_MAX);
        if (!Arrays.equals(before, after)) {
            key.destroy();
            throw new IssuanceFailed(folder + " is being written");
        }
        var certificates = IssuedChain.parse(name(), List.of(new String(after, StandardCharsets.ISO_8859_1)));
        return GivenLeaf.accept(name(), request, certificates, key, anchors(), clock.instant());
    }

    @Override
    public boolean hasOther(LeafRequest request, X509Certificate held) {
        Path file = version(folder(request)).resolve(CERTIFICATE);
        String content = new String(SmallFile.read(file, SmallFile.PEM_BYTES_MAX), StandardCharsets.ISO_8859_1);
        var all = IssuedChain.parse(name(), List.of(content));
        if (all.isEmpty()) {
            throw new IssuanceFailed(file + " holds no certificate");
        }
        return !all.getFirst().equals(held);
    }

    /// A SPIFFE path has no `..` and no character that means anything to a file system.
    private Path folder(LeafRequest request) {
        if (request.name() instanceof LeafName.Svid(SpiffeId identity)
                && identity.trustDomain().equals(trustDomain)) {
            return directory.resolve(identity.path().substring(1));
        }
        throw new IssuanceRefused("the files hold SVIDs of " + trustDomain.name() + " only, not "
                + request.name().text());
    }

    private static Path version(Path folder) {
        var link = folder.resolve(KUBERNETES_LINK);
        try {
            return Files.isSymbolicLink(link) ? link.toRealPath() : folder;
        } catch (IOException e) {
            throw new IssuanceFailed(
                    link + " cannot be followed: " + e.getClass().getSimpleName(), e);
        }
    }

    @Override
    public Anchors anchors() {
        return anchors.roots().anchors();
    }
}
