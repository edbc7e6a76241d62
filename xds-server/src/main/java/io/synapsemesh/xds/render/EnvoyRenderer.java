package io.synapsemesh.xds.render;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.EndpointPolicy;
import io.synapsemesh.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The way into this package: one method for each thing that changes by itself, so that the caller renders again
/// only what an edit touched. All are pure and safe for any number of threads.
///
/// | edit | renders again |
/// |---|---|
/// | binding, policy | [#workspace] of the workspaces it names |
/// | key of a provider | [#tokens]: two filters, whatever the number of workspaces |
/// | provider | [#tokens], and [#workspace] of those whose policy names it |
/// | leaf, root | [#svid], [#bundles] |
/// | attachment, endpoint of a workspace | [#gatewayListeners], [#sidecar], [#gatewayEndpoints] |
/// | root of the control plane's ports | [#authorizer] |
/// | life of leaves | [#gatewayListeners], [#sidecar]: connections live for half of it |
public final class EnvoyRenderer {
    private EnvoyRenderer() {}

    /// What every gateway of one workspace needs: clusters, endpoints, routes and the filters' configurations. The
    /// names contain no gateway.
    public static Rendering workspace(WorkspaceInput input) {
        var resources = new ArrayList<Rendered>();
        var diagnostics = new ArrayList<Diagnostic>();
        for (EndpointAddress address : input.workspace().endpoints().values()) {
            Endpoint endpoint = address.endpoint();
            EndpointPolicy policy = input.policy().endpoints().get(endpoint);
            if (policy == null) {
                continue;
            }
            resources.addAll(SynapseCluster.render(input.workspace(), address));
            if (endpoint.isSql()) {
                resources.add(ConnectionFilter.render(input, endpoint, policy));
            } else {
                var dev = new DevPolicy(input);
                resources.add(DevRoutes.render(input, address));
                resources.add(VerdictFilter.render(input, dev));
                resources.add(AuthorizerFilter.render(input));
                resources.add(DecisionFilter.render(input, dev));
                diagnostics.addAll(dev.refusals());
            }
        }
        return new Rendering(resources, diagnostics);
    }

    /// The verification of tokens, one resource for each place a token may stand in, and which of them are closed;
    /// all workspaces share them.
    public static List<Rendered> tokens(List<ProviderKeys> providers) {
        var resources = new ArrayList<Rendered>();
        for (TokenPlace place : TokenPlace.values()) {
            resources.add(TokenFilter.render(place, providers));
        }
        resources.add(ClosedFilter.render(providers.stream()
                .map(ProviderKeys::provider)
                .sorted(Comparator.comparing(Provider::name))
                .toList()));
        return resources;
    }

    /// The listeners of one gateway, one for each shard that has a workspace.
    ///
    /// @param workspaces those it is attached to
    /// @param logFile where this gateway writes its log of record, such as `/dev/null`
    public static List<Rendered> gatewayListeners(
            Proxy gateway, Collection<Workspace> workspaces, DrainEpochs epochs, ConnectionAge age, String logFile) {
        var shards = GatewayShards.of(workspaces.stream().map(Workspace::ref).toList());
        var byShard = new TreeMap<Integer, List<Workspace>>();
        for (Workspace workspace : workspaces) {
            byShard.computeIfAbsent(shards.shardOf(workspace.ref()), _ -> new ArrayList<>())
                    .add(workspace);
        }
        return byShard.entrySet().stream()
                .map(shard -> GatewayListener.render(gateway, shard.getKey(), shard.getValue(), epochs, age, logFile))
                .toList();
    }

    /// The cluster over which one gateway asks the identity-mapper.
    ///
    /// @param door PEM of the authorities that certify the control plane's ports, both slots
    public static Rendered authorizer(Proxy gateway, String door) {
        return AuthorizerWay.cluster(gateway, door);
    }

    /// The listeners and clusters of one sidecar. The endpoints of its clusters are [#gatewayEndpoints].
    public static List<Rendered> sidecar(
            Proxy sidecar, Collection<Workspace> workspaces, ConnectionAge age, String logFile) {
        var addresses = SidecarAddresses.of(sidecar, workspaces);
        var resources = new ArrayList<Rendered>();
        workspaces.stream()
                .sorted(Comparator.comparing(Workspace::ref))
                .forEach(workspace -> workspace.endpoints().values().forEach(address -> {
                    resources.add(GatewayCluster.render(sidecar, workspace, address));
                    resources.add(SidecarListener.render(
                            sidecar, workspace, address, addresses.of(address.host()), age, logFile));
                }));
        return resources;
    }

    /// Where the gateways of one workspace are, for all sidecars.
    ///
    /// @param gateways the address and port of the shard that serves this workspace, of each gateway attached to it
    public static List<Rendered> gatewayEndpoints(Workspace workspace, List<HostPort> gateways) {
        return workspace.endpoints().keySet().stream()
                .map(endpoint -> GatewayCluster.renderEndpoints(workspace, endpoint, gateways))
                .toList();
    }

    /// The certificate of an identity.
    ///
    /// @param chain PEM, the leaf first
    /// @param key PEM, PKCS#8
    public static Rendered svid(SpiffeId identity, String chain, SecretBytes key, Origin origin) {
        return Secrets.leaf(Names.svid(identity), chain, key, origin);
    }

    /// The certificate that one sidecar shows to its application for one host.
    public static Rendered clientFacing(SpiffeId sidecar, String host, String chain, SecretBytes key, Origin origin) {
        return Secrets.leaf(Names.clientFacing(sidecar, host), chain, key, origin);
    }

    /// The trust bundles: all domains together for who asks for client certificates, and each alone for who dials.
    ///
    /// @param bundles PEM authorities by trust domain
    /// @param origin the MeshTrust
    public static List<Rendered> bundles(SortedMap<TrustDomain, String> bundles, Optional<Origin> origin) {
        var resources = new ArrayList<Rendered>();
        resources.add(Secrets.bundle(Names.bundles(), bundles, origin));
        bundles.forEach((domain, pem) -> resources.add(
                Secrets.bundle(Names.bundle(domain), new TreeMap<>(java.util.Map.of(domain, pem)), origin)));
        return resources;
    }
}
