package io.synapsemesh.benchmarks.certs;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.xds.render.EnvoyRenderer;
import io.synapsemesh.xds.render.Rendered;
import io.synapsemesh.xds.snapshot.Resource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// One workspace's leaf, which every gateway holds, and the bundle of the mesh: issued by the embedded authority and
/// rendered as they are served.
final class SecretWorld {
    static final TrustDomain DOMAIN = TrustDomain.parse("corp.example");
    static final SpiffeId WORKSPACE =
            SpiffeId.parse("spiffe://corp.example/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso");
    static final String BUNDLES = "bundles";

    private final Path folder;
    private final SecureRandom random = new SecureRandom();
    private final Authorities first;
    private final List<X509Certificate> roots = new ArrayList<>();
    private int authorities;

    SecretWorld(Path folder) {
        this.folder = folder;
        this.first = authority();
        roots.addAll(first.mesh().anchors().certificates());
    }

    Resource leaf() {
        var name = new LeafName.Svid(WORKSPACE);
        var key = LeafKey.generate(random);
        var request = LeafRequest.of(name, List.of(), Duration.ofHours(24));
        var leaf = new Leaf(name, first.issuerOf(name).issue(request, key.csr()), key.privateKey());
        var origin = Origin.of(new DocumentRef("SynapseWorkspace", "analytics", "contoso"), 1);
        return resource(EnvoyRenderer.svid(WORKSPACE, leaf.chain().pem(), leaf.privateKeyPem(), origin));
    }

    TrustBundle bundle() {
        return new TrustBundle(DOMAIN, Anchors.of(roots));
    }

    /// Prepares a root; of the earlier ones the oldest but the one that signs is gone.
    TrustBundle nextBundle() {
        if (roots.size() > 1) {
            roots.removeLast();
        }
        roots.addAll(authority().mesh().anchors().certificates());
        return bundle();
    }

    static Resource rendered(TrustBundle bundle) {
        var pem = new TreeMap<>(Map.of(DOMAIN, bundle.anchors().pem()));
        return resource(EnvoyRenderer.bundles(pem, Optional.empty()).getFirst());
    }

    private static Resource resource(Rendered rendered) {
        return Resource.of(rendered.name(), rendered.message());
    }

    private Authorities authority() {
        var directory = DataDirectory.open(folder.resolve("authority-" + authorities++));
        return Authorities.open(
                directory.folder(DataDirectory.Part.CA),
                DataSeal.open(directory, random),
                new AuthorityConfig(DOMAIN, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>()),
                _ -> new TreeSet<>(),
                Clock.systemUTC(),
                random);
    }
}
