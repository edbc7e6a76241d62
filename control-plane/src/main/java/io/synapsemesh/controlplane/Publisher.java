package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.xds.serve.AdsServer;
import java.util.Map;
import java.util.function.Consumer;

/// Hands each published state to the xDS server, and ends the calls of a proxy whose identity is another one now, or
/// that has more replicas than it may have now. On the pipeline's thread.
final class Publisher implements Consumer<Published> {
    private final AdsServer ads;
    private final Runnable changed;
    private Map<DocumentRef, Proxy> proxies = Map.of();

    Publisher(AdsServer ads, Runnable changed) {
        this.ads = ads;
        this.changed = changed;
    }

    @Override
    public void accept(Published now) {
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
