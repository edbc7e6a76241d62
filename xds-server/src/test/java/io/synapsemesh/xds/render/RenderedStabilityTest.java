package io.synapsemesh.xds.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.model.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Chains and routes are stable: an edit of policy changes extension configurations, nothing else.
final class RenderedStabilityTest {
    private static final String BEFORE = """
            endpoint dev
            endpoint sql 10.20.0.7
            policy Allow dev connect workload:web:app
            bind Synapse_Artifact_User workspace group:entra:g1
            """;
    private static final String AFTER = BEFORE + """
            policy Deny dev artifacts/read group:entra:g2
            policy Allow sql connect workload:bi:dash
            """;

    @Test
    void touchesNeitherRoutesNorClustersWhenPolicyChanges() {
        Map<String, String> before = versions(BEFORE);
        Map<String, String> after = versions(AFTER);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.entrySet().removeAll(before.entrySet());
        assertThat(after.keySet())
                .containsExactlyInAnyOrder(
                        "TypedExtensionConfig rbac-pre/analytics/contoso/dev",
                        "TypedExtensionConfig rbac-final/analytics/contoso/dev",
                        "TypedExtensionConfig rbac-connect/analytics/contoso/sql");
    }

    @Test
    void changesOneChainWhenItsEpochIsRaised() {
        var workspace = RenderCase.parse(BEFORE).workspace();
        Proxy gateway = RenderCase.proxy(Proxy.Role.GATEWAY, workspace);
        String calm = EnvoyYaml.print(EnvoyRenderer.gatewayListeners(
                        gateway, List.of(workspace), DrainEpochs.NONE, ConnectionAge.STANDARD, "/dev/null")
                .getFirst()
                .message());
        String raised = EnvoyYaml.print(EnvoyRenderer.gatewayListeners(
                        gateway,
                        List.of(workspace),
                        (ref, endpoint) -> endpoint.isSql() ? 1 : 0,
                        ConnectionAge.STANDARD,
                        "/dev/null")
                .getFirst()
                .message());
        assertThat(raised)
                .isEqualTo(calm.replace("contoso/sql#0", "contoso/sql#1"))
                .isNotEqualTo(calm);
    }

    @Test
    void givesEqualVersionsForEqualInput() {
        assertThat(versions(AFTER)).isEqualTo(versions(AFTER));
    }

    private static Map<String, String> versions(String text) {
        var versions = new TreeMap<String, String>();
        for (Rendered rendered :
                EnvoyRenderer.workspace(RenderCase.parse(text).input()).resources()) {
            var resource = rendered.toResource();
            versions.put(resource.type().shortName() + " " + rendered.name(), resource.versionText());
        }
        return versions;
    }
}
