package io.synapsemesh.controlplane.pipeline;

import static io.synapsemesh.controlplane.pipeline.MeshFixture.GATEWAY;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.PROVIDER;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.SIDECAR;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.TRUST;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.binding;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.connect;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.contents;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.documents;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.proxy;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PipelineTest {
    private final MeshFixture mesh = new MeshFixture();

    @AfterEach
    void close() {
        mesh.close();
    }

    private Published startedMesh() {
        return mesh.apply(
                TRUST,
                PROVIDER,
                workspace("contoso", ""),
                workspace("fabrikam", ""),
                proxy(GATEWAY, "Gateway", "contoso", "fabrikam"),
                proxy(SIDECAR, "Sidecar", "contoso"),
                connect("Allow", "analytics", "dev", "[dev]", "nightly"),
                connect("Allow", "analytics", "sql", "[sql]", "nightly", "weekly"),
                binding("analytics", "readers", "Synapse User", "g1"));
    }

    @Test
    void givesEachProxyItsOwnView() {
        var contents = contents(startedMesh().snapshot()).keySet();
        assertThat(contents)
                .contains(
                        "MeshProxy mesh/gateway " + TypeUrl.LISTENER.shortName() + " gateway/0",
                        "MeshProxy mesh/gateway " + TypeUrl.CLUSTER.shortName() + " synapse/analytics/fabrikam/dev",
                        "MeshProxy etl/sidecar " + TypeUrl.CLUSTER.shortName() + " gateways/analytics/contoso/dev");
        assertThat(contents).noneMatch(line -> line.startsWith("MeshProxy etl/sidecar") && line.contains("fabrikam"));
    }

    @Test
    void touchesOnlyFilterConfigurationsOfTheWorkspaceWhenABindingIsEdited() {
        startedMesh();
        var changes = mesh.apply(binding("analytics", "readers", "Synapse Artifact User", "g1"))
                .snapshot()
                .changes()
                .byView();
        assertThat(changes.keySet()).containsExactly(GATEWAY);
        assertThat(Objects.requireNonNull(changes.get(GATEWAY)).keySet()).containsExactly(TypeUrl.EXTENSION_CONFIG);
        assertThat(Objects.requireNonNull(changes.get(GATEWAY)).get(TypeUrl.EXTENSION_CONFIG))
                .allMatch(name -> name.endsWith("/analytics/contoso/dev"));
    }

    @Test
    void touchesOnlyTheTokenFiltersWhenAKeyChanges() {
        startedMesh();
        var changes = mesh.keysChanged("{\"keys\":[{\"kty\":\"EC\"}]}")
                .snapshot()
                .changes()
                .byView();
        assertThat(changes.keySet()).containsExactly(GATEWAY);
        assertThat(Objects.requireNonNull(changes.get(GATEWAY)).get(TypeUrl.EXTENSION_CONFIG))
                .allMatch(name -> name.startsWith("jwt/"))
                .isNotEmpty();
        assertThat(Objects.requireNonNull(changes.get(GATEWAY)).keySet()).containsExactly(TypeUrl.EXTENSION_CONFIG);
    }

    @Test
    void raisesTheDrainEpochOfTheEndpointThatAnIdentityLoses() {
        startedMesh();
        var published = mesh.apply(connect("Allow", "analytics", "sql", "[sql]", "weekly"));
        assertThat(mesh.epochs).containsExactly(Map.entry("analytics/contoso/sql", 1));
        assertThat(listener(published)).contains("analytics/contoso/sql#1", "analytics/contoso/dev#0");
    }

    @Test
    void keepsTheDrainEpochWhenAnIdentityGainsAnEndpoint() {
        startedMesh();
        var published = mesh.apply(connect("Allow", "analytics", "sql", "[sql]", "nightly", "weekly", "daily"));
        assertThat(mesh.epochs).isEmpty();
        assertThat(published.snapshot().changes().byView().get(GATEWAY)).containsOnlyKeys(TypeUrl.EXTENSION_CONFIG);
    }

    @Test
    void keepsDrainEpochsOverARestart() {
        startedMesh();
        var before = mesh.apply(connect("Allow", "analytics", "sql", "[sql]", "weekly"));
        try (var restarted = new MeshFixture(mesh.epochs)) {
            var after = restarted.apply(before.documents().values(), List.of());
            assertThat(contents(after.snapshot())).isEqualTo(contents(before.snapshot()));
        }
    }

    @Test
    void makesATighteningFailClosedAndAWideningFallBackToWhatWasTaken() {
        startedMesh();
        var widened = mesh.apply(connect("Allow", "analytics", "sql", "[sql]", "nightly", "weekly", "daily"));
        assertThat(connection(widened).fallback()).isEmpty();
        var tightened = mesh.apply(connect("Allow", "analytics", "sql", "[sql]", "daily"));
        assertThat(connection(tightened).fallback()).isPresent();
        var widenedAgain = mesh.apply(connect("Allow", "analytics", "sql", "[sql]", "daily", "weekly"));
        assertThat(connection(widenedAgain).fallback())
                .as("the proxy may still hold what was there before the tightening")
                .isPresent();
    }

    @Test
    void replacesTheKeyOfAWorkspaceThatAGatewayIsDetachedFrom() {
        startedMesh();
        mesh.apply(proxy(GATEWAY, "Gateway", "fabrikam"));
        assertThat(mesh.rekeyed)
                .extracting(LeafName::text)
                .containsExactly("spiffe://corp.example/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso");
    }

    @Test
    void tellsSidecarsWhenAGatewayComesOrGoes() {
        startedMesh();
        var changes = mesh.remove(GATEWAY).snapshot().changes();
        assertThat(changes.removedViews()).containsExactly(GATEWAY);
        assertThat(changes.byView().get(SIDECAR)).containsOnlyKeys(TypeUrl.ENDPOINT);
    }

    @Test
    void wantsALeafForEachIdentityAndEachHostOfASidecar() {
        startedMesh();
        assertThat(mesh.wanted)
                .contains(
                        "spiffe://corp.example/ns/mesh/sa/gateway",
                        "spiffe://corp.example/ns/etl/sa/sidecar",
                        "spiffe://corp.example/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso",
                        "contoso.dev.azuresynapse.net@spiffe://corp.example/ns/etl/sa/sidecar");
        assertThat(mesh.wanted).noneMatch(name -> name.startsWith("fabrikam.dev"));
    }

    @Test
    void changesNothingWhateverAnotherNamespaceSaysOfAWorkspaceThatDoesNotAdmitIt() {
        var before = mesh.apply(
                TRUST,
                PROVIDER,
                workspace("contoso", "").replace("allow: {proxies: {from: All}}", "allow: {}"),
                proxy(new DocumentRef("MeshProxy", "analytics", "gateway"), "Gateway", "contoso"),
                binding("analytics", "readers", "Synapse User", "g1"));
        var thief = "kind: SynapseWorkspace\nmetadata: {name: contoso, namespace: zeta}\nspec: {resourceId: "
                + "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/contoso}\n";
        var after = mesh.apply(
                binding("zeta", "readers", "Synapse Administrator", "g1"),
                binding("zeta", "by-label", "Synapse Administrator", "g1")
                        .replace("names: [contoso]", "selector: {matchLabels: {any: thing}}"),
                connect("Allow", "zeta", "let-me-in", "[dev, sql, sqlOnDemand]", "thief"),
                connect("Deny", "zeta", "keep-them-out", "[dev, sql, sqlOnDemand]", "nightly"),
                proxy(new DocumentRef("MeshProxy", "zeta", "gateway"), "Gateway", "contoso"),
                proxy(new DocumentRef("MeshProxy", "zeta", "sidecar"), "Sidecar", "contoso"),
                thief);
        assertThat(ofNamespace(after, "analytics")).isEqualTo(ofNamespace(before, "analytics"));
        assertThat(ofNamespace(after, "zeta").keySet())
                .as("a proxy of another namespace is given nothing of the workspace")
                .noneMatch(name -> name.contains("contoso"));
        assertThat(after.diagnostics())
                .extracting(Diagnostic::code)
                .contains(Code.SYN0421, Code.SYN0406)
                .doesNotContain(Code.SYN0402);
        assertThat(after.policies()).hasSize(1);
    }

    @Test
    void publishesNothingForAChangeThatMeansNothing() {
        startedMesh();
        var again = mesh.apply(binding("analytics", "readers", "Synapse User", "g1"));
        assertThat(again.snapshot().changes().isEmpty()).isTrue();
    }

    /// The cost of a change must not buy a difference: whatever the order of edits, the views are those of a fresh
    /// start.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void endsWithTheViewsOfAFreshStartWhateverTheEdits(long seed) {
        var random = new Random(seed);
        var world = new HashMap<DocumentRef, Document>();
        List<Document> pool = pool();
        for (int round = 0; round < 40; round++) {
            Document document = pool.get(random.nextInt(pool.size()));
            if (random.nextInt(4) == 0) {
                world.remove(document.ref());
                mesh.remove(document.ref());
            } else {
                world.put(document.ref(), document);
                mesh.apply(List.of(document), List.of());
            }
        }
        var shuffled = new ArrayList<>(world.values());
        Collections.shuffle(shuffled, random);
        try (var fresh = new MeshFixture(mesh.epochs)) {
            var expected = fresh.apply(shuffled, List.of());
            assertThat(contents(mesh.published().snapshot())).isEqualTo(contents(expected.snapshot()));
            assertThat(mesh.published().policies()).isEqualTo(expected.policies());
            assertThat(mesh.published().diagnostics()).isEqualTo(expected.diagnostics());
            if (expected.trust().isPresent()) {
                // Without a MeshTrust nothing new is asked for; leaves that are there stay until it is back.
                assertThat(mesh.wanted).isEqualTo(fresh.wanted);
            }
        }
    }

    private static List<Document> pool() {
        return documents(
                TRUST,
                PROVIDER,
                PROVIDER.replace("[mesh]", "[mesh, other]"),
                workspace("contoso", ""),
                workspace("contoso", "  endpoints: {sqlOnDemand: {enabled: false}}\n"),
                workspace("contoso", "  enforcement: Audit\n"),
                workspace("fabrikam", ""),
                proxy(GATEWAY, "Gateway", "contoso"),
                proxy(GATEWAY, "Gateway", "contoso", "fabrikam"),
                proxy(GATEWAY, "Sidecar", "fabrikam"),
                proxy(SIDECAR, "Sidecar", "contoso"),
                proxy(SIDECAR, "Sidecar", "contoso", "fabrikam"),
                connect("Allow", "analytics", "sql", "[sql, dev]", "nightly"),
                connect("Allow", "analytics", "sql", "[sql]", "nightly", "weekly"),
                connect("Deny", "synapsemesh", "never", "[sql]", "weekly"),
                binding("analytics", "readers", "Synapse User", "g1"),
                binding("analytics", "readers", "Synapse Administrator", "g2"),
                binding("other", "readers", "Synapse User", "g1"));
    }

    private static Map<String, String> ofNamespace(Published published, String namespace) {
        var kept = new HashMap<>(contents(published.snapshot()));
        kept.keySet().removeIf(line -> !line.startsWith("MeshProxy " + namespace + "/"));
        return kept;
    }

    private static String listener(Published published) {
        return resource(published, TypeUrl.LISTENER, "gateway/0")
                .body()
                .getValue()
                .toStringUtf8();
    }

    private static Resource connection(Published published) {
        return resource(published, TypeUrl.EXTENSION_CONFIG, "rbac-connect/analytics/contoso/sql");
    }

    private static Resource resource(Published published, TypeUrl type, String name) {
        var view = Objects.requireNonNull(published.snapshot().view(GATEWAY));
        return Objects.requireNonNull(view.type(type).get(name), name);
    }
}
