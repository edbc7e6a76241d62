package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.xds.render.EnvoyRenderer;
import io.synapsemesh.xds.render.Rendered;
import io.synapsemesh.xds.snapshot.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which leaves the documents ask for, and those there are, as secrets.
final class Leaves {
    private final List<LeafRequest> always;
    private final Map<LeafName, SortedSet<String>> declared = new ConcurrentHashMap<>();
    private final Map<LeafName, Resource> secrets = new HashMap<>();

    Leaves(List<LeafRequest> always) {
        this.always = List.copyOf(always);
        always.forEach(request -> declared.put(request.name(), request.dnsNames()));
    }

    /// What to ask the issuer for.
    record Wanted(List<LeafRequest> requests, SortedSet<String> hostSuffixes) {}

    SortedSet<String> declaredHosts(LeafName name) {
        return declared.getOrDefault(name, java.util.Collections.emptySortedSet());
    }

    Optional<Resource> of(LeafName name) {
        return Optional.ofNullable(secrets.get(name));
    }

    /// @return the secret as it is now
    Optional<Resource> put(LeafName name, Optional<Leaf> leaf, Optional<Origin> origin) {
        @Nullable
        Resource secret = leaf.flatMap(l -> rendered(name, l, origin))
                .map(rendered -> ResourceSet.resource(rendered, false))
                .orElse(null);
        if (secret == null) {
            secrets.remove(name);
        } else {
            secrets.put(name, secret);
        }
        return Optional.ofNullable(secret);
    }

    /// The certificate that a sidecar shows to its application for a workspace's `dev`.
    static Optional<LeafName> devServer(Proxy sidecar, Workspace workspace) {
        EndpointAddress dev = workspace.endpoints().get(Endpoint.DEV);
        return dev == null || sidecar.role() != Proxy.Role.SIDECAR
                ? Optional.empty()
                : Optional.of(new LeafName.DevServer(sidecar.identity(), dev.host()));
    }

    Wanted want(Trust trust, Collection<Workspace> workspaces, Iterable<Proxy> proxies) {
        var requests = new HashMap<LeafName, LeafRequest>();
        always.forEach(request -> requests.put(request.name(), request));
        var byRef = new HashMap<DocumentRef, Workspace>();
        for (Workspace workspace : workspaces) {
            byRef.put(workspace.ref(), workspace);
            List<String> hosts = workspace.endpoints().values().stream()
                    .map(EndpointAddress::host)
                    .toList();
            add(requests, LeafRequest.of(new LeafName.Svid(workspace.identity()), hosts, trust.leafTtl()));
        }
        for (Proxy proxy : proxies) {
            add(requests, LeafRequest.of(new LeafName.Svid(proxy.identity()), List.of(), trust.leafTtl()));
            for (DocumentRef attached : proxy.attachments()) {
                Workspace workspace = byRef.get(attached);
                if (workspace != null) {
                    devServer(proxy, workspace)
                            .map(LeafName.DevServer.class::cast)
                            .ifPresent(
                                    name -> add(requests, LeafRequest.of(name, List.of(name.host()), trust.leafTtl())));
                }
            }
        }
        if (!trust.federated().isEmpty()) {
            // What the control plane proves itself with where it asks for another domain's bundle.
            var own = new LeafName.Svid(SpiffeId.ofControlPlane(trust.trustDomain()));
            add(requests, LeafRequest.of(own, List.of(), trust.leafTtl()));
        }
        declared.keySet().retainAll(requests.keySet());
        requests.forEach((name, request) -> declared.put(name, request.dnsNames()));
        return new Wanted(new ArrayList<>(requests.values()), HostSuffixes.of(workspaces));
    }

    private static void add(Map<LeafName, LeafRequest> requests, LeafRequest request) {
        requests.putIfAbsent(request.name(), request);
    }

    private static Optional<Rendered> rendered(LeafName name, Leaf leaf, Optional<Origin> origin) {
        if (origin.isEmpty()) {
            return Optional.empty();
        }
        SecretBytes key = leaf.privateKeyPem();
        String chain = leaf.chain().pem();
        return switch (name) {
            case LeafName.Svid svid -> Optional.of(EnvoyRenderer.svid(svid.identity(), chain, key, origin.get()));
            case LeafName.DevServer server ->
                Optional.of(EnvoyRenderer.clientFacing(server.identity(), server.host(), chain, key, origin.get()));
            case LeafName.Door _, LeafName.PublicServer _ -> Optional.empty();
        };
    }
}
