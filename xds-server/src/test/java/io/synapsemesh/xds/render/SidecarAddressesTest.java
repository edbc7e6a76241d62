package io.synapsemesh.xds.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Enforcement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SidecarAddressesTest {
    private static final Proxy.Listen OWN =
            new Proxy.Listen("127.0.0.1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Proxy.Listen BASES =
            new Proxy.Listen("127.0.0.1", Optional.empty(), Optional.of(18443), Optional.of(11433), Optional.of(11533));

    @Test
    void keepsAnAddressWhenOthersAreAttached() {
        HostPort alone =
                SidecarAddresses.of(sidecar(OWN), List.of(workspace("w7"))).of(host("w7"));
        var many = SidecarAddresses.of(sidecar(OWN), List.of(workspace("w1"), workspace("w7"), workspace("w9")));
        assertThat(many.of(host("w7"))).isEqualTo(alone);
        assertThat(alone.host()).startsWith("127.84.");
        assertThat(alone.port()).isEqualTo(443);
    }

    @Test
    void givesTwoHostsOfOneHashDifferentAddresses() {
        List<String> names = twoOfOneSlot();
        var both = SidecarAddresses.of(
                sidecar(OWN),
                names.stream().map(SidecarAddressesTest::workspace).toList());
        assertThat(both.of(host(names.get(0)))).isNotEqualTo(both.of(host(names.get(1))));
    }

    @Test
    void givesEveryHostAnAddressOfItsOwn() {
        var workspaces = java.util.stream.IntStream.range(0, 2000)
                .mapToObj(i -> workspace("w" + i))
                .toList();
        var all = SidecarAddresses.of(sidecar(OWN), workspaces).all();
        assertThat(new HashSet<>(all.values())).hasSize(2000);
    }

    @Test
    void countsFromABaseInOrderOfName() {
        var addresses = SidecarAddresses.of(sidecar(BASES), List.of(workspace("b"), workspace("a")));
        assertThat(addresses.of(host("a"))).isEqualTo(new HostPort("127.0.0.1", 18443));
        assertThat(addresses.of(host("b"))).isEqualTo(new HostPort("127.0.0.1", 18444));
    }

    private static List<String> twoOfOneSlot() {
        Map<Integer, String> seen = new HashMap<>();
        for (int i = 0; ; i++) {
            String name = "w" + i;
            String earlier = seen.put(SidecarAddresses.slot(host(name)), name);
            if (earlier != null) {
                return List.of(earlier, name);
            }
        }
    }

    private static String host(String workspace) {
        return Endpoint.DEV.host(workspace, "azuresynapse.net");
    }

    private static Proxy sidecar(Proxy.Listen listen) {
        return new Proxy(
                RenderCase.origin("MeshProxy", "s"),
                Proxy.Role.SIDECAR,
                SpiffeId.ofServiceAccount(RenderCase.MESH, "etl", "nightly"),
                List.of(),
                listen,
                Optional.empty());
    }

    private static Workspace workspace(String name) {
        var id = WorkspaceResourceId.parse("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg"
                + "/providers/Microsoft.Synapse/workspaces/" + name);
        return new Workspace(
                RenderCase.origin("SynapseWorkspace", name),
                id,
                SpiffeId.ofWorkspace(RenderCase.MESH, id),
                new TreeMap<>(Map.of(Endpoint.DEV, new EndpointAddress(Endpoint.DEV, host(name), List.of(), 443))),
                Enforcement.ENFORCE,
                UpstreamCredential.PASS_THROUGH,
                new UpstreamTrust.System());
    }
}
