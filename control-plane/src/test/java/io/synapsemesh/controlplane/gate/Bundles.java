package io.synapsemesh.controlplane.gate;

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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Two roots of one mesh, and the secrets they are served as.
final class Bundles {
    static final TrustDomain OWN = TrustDomain.parse("corp.example");

    private final SecureRandom random = new SecureRandom();
    private final Authorities old;
    private final Authorities next;

    Bundles(Path folder, Clock clock) {
        old = authorities(folder.resolve("old"), clock);
        next = authorities(folder.resolve("next"), clock);
    }

    /// Before a rotation.
    TrustBundle first() {
        return old.mesh().bundle();
    }

    /// With the next root prepared.
    TrustBundle both() {
        var all = new ArrayList<>(old.mesh().anchors().certificates());
        all.addAll(next.mesh().anchors().certificates());
        return new TrustBundle(OWN, Anchors.of(all));
    }

    /// What a gateway is given.
    Resource downstream(TrustBundle bundle) {
        return rendered(bundle).getFirst();
    }

    /// What a sidecar is given.
    Resource upstream(TrustBundle bundle) {
        return rendered(bundle).getLast();
    }

    Resource leaf(SpiffeId identity, Duration lifetime) {
        var name = new LeafName.Svid(identity);
        var key = LeafKey.generate(random);
        var chain = old.issuerOf(name).issue(LeafRequest.of(name, List.of(), lifetime), key.csr());
        var leaf = new Leaf(name, chain, key.privateKey());
        var origin = Origin.of(new DocumentRef("MeshProxy", "etl", "sidecar"), 1);
        return resource(EnvoyRenderer.svid(identity, leaf.chain().pem(), leaf.privateKeyPem(), origin));
    }

    private List<Resource> rendered(TrustBundle bundle) {
        var pem = new TreeMap<>(Map.of(OWN, bundle.anchors().pem()));
        // Of another domain, whose roots are none of this gate's business.
        pem.put(TrustDomain.parse("partner.example"), first().anchors().pem());
        var all = EnvoyRenderer.bundles(pem, Optional.empty());
        return List.of(resource(all.get(0)), resource(all.get(1)));
    }

    private static Resource resource(Rendered rendered) {
        return Resource.of(rendered.name(), rendered.message());
    }

    private Authorities authorities(Path folder, Clock clock) {
        var directory = DataDirectory.open(folder);
        return Authorities.open(
                directory.folder(DataDirectory.Part.CA),
                DataSeal.open(directory, random),
                new AuthorityConfig(OWN, Duration.ofDays(30), Duration.ofMinutes(2), new TreeSet<>()),
                _ -> new TreeSet<>(),
                clock,
                random);
    }
}
