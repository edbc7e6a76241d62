package io.synapsemesh.controlplane;

import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.controlplane.gate.GateLedger;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import io.synapsemesh.xds.serve.AdsServer;
import java.util.Map;
import java.util.function.Consumer;

/// Hands each published state to the xDS server, and ends the calls of a proxy whose identity is another one now, or
/// that has more replicas than it may have now. The gate of a root rotation hears first who there is. On the pipeline's
/// thread.
final class Publisher implements Consumer<Published> {
    private static final DocumentRef TRUST = new DocumentRef("MeshTrust", "", "default");

    private final AdsServer ads;
    private final GateLedger gate;
    private final Runnable changed;
    private Map<DocumentRef, Proxy> proxies = Map.of();

    Publisher(AdsServer ads, GateLedger gate, Runnable changed) {
        this.ads = ads;
        this.gate = gate;
        this.changed = changed;
    }

    @Override
    public void accept(Published now) {
        if (now.documents().get(TRUST) instanceof Document document && document.spec() instanceof MeshTrust trust) {
            gate.expect(GateMember.Kind.EXTERNAL, trust.externalVerifiers());
            // They leave by their own word ([PeerAcks]), by leaving the document, or skipped by name; never by a clock.
            gate.expect(
                    GateMember.Kind.PEER,
                    trust.federation().stream()
                            .map(MeshTrust.Federation::trustDomain)
                            .toList());
        }
        if (now.proxies() != proxies) {
            gate.declared(now.proxies());
        }
        if (now.snapshot().generation() > ads.snapshot().generation()) {
            ads.publish(now.snapshot());
        }
        if (now.proxies() != proxies) {
            Map<DocumentRef, Proxy> before = proxies;
            proxies = now.proxies();
            now.proxies().forEach((ref, proxy) -> {
                Proxy old = before.get(ref);
                if (old != null && !old.identity().equals(proxy.identity())) {
                    ads.endProxy(ref);
                } else if (old != null && !old.replicas().equals(proxy.replicas())) {
                    proxy.replicas().ifPresent(most -> ads.limitReplicas(ref, most));
                }
            });
        }
        changed.run();
    }
}
