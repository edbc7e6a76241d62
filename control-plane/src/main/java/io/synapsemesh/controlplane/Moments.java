package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.identity.decide.Mesh;
import io.synapsemesh.identity.decide.Place;
import io.synapsemesh.identity.decide.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The published state as decisions need it. What follows from one policy or from the set of workspaces is made once
/// and shared by the moments it holds in.
final class Moments implements Supplier<Mesh> {
    private final Supplier<Published> published;
    private final Map<DocumentRef, Site> sites = new ConcurrentHashMap<>();
    private volatile @Nullable Moment last;

    Moments(Supplier<Published> published) {
        this.published = published;
    }

    @Override
    public Mesh get() {
        Published now = published.get();
        Moment before = last;
        if (before != null && before.state == now) {
            return before;
        }
        var hosts = before != null && before.state.workspaces() == now.workspaces() ? before.hosts : hosts(now);
        var next = new Moment(now, hosts);
        sites.keySet().retainAll(now.policies().keySet());
        last = next;
        return next;
    }

    private static Map<String, Place> hosts(Published state) {
        var hosts = new HashMap<String, Place>();
        state.workspaces()
                .forEach((ref, workspace) -> workspace
                        .endpoints()
                        .forEach((endpoint, address) -> hosts.put(address.host(), new Place(ref, endpoint))));
        return hosts;
    }

    private final class Moment implements Mesh {
        private final Published state;
        private final Map<String, Place> hosts;

        Moment(Published state, Map<String, Place> hosts) {
            this.state = state;
            this.hosts = hosts;
        }

        @Override
        public long epoch() {
            return state.snapshot().generation();
        }

        @Override
        public RouteTable routes() {
            return state.routes();
        }

        @Override
        public Optional<Site> site(DocumentRef ref) {
            Workspace workspace = state.workspaces().get(ref);
            PolicyIr policy = state.policies().get(ref);
            if (workspace == null || policy == null) {
                return Optional.empty();
            }
            Site known = sites.get(ref);
            if (known == null || known.workspace() != workspace || known.policy() != policy) {
                known = Site.of(workspace, policy);
                sites.put(ref, known);
            }
            return Optional.of(known);
        }

        @Override
        public Optional<Place> place(String host) {
            return Optional.ofNullable(hosts.get(host));
        }

        @Override
        public Optional<Proxy> proxy(DocumentRef ref) {
            return Optional.ofNullable(state.proxies().get(ref));
        }
    }
}
