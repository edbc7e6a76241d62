package io.synapsemesh.controlplane.pipeline;

import static io.synapsemesh.controlplane.pipeline.MeshFixture.GATEWAY;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.PROVIDER;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.TRUST;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.connect;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.proxy;
import static io.synapsemesh.controlplane.pipeline.MeshFixture.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.controlplane.SigningRoot;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A federated domain's bundle is believed only while rules exclude its other names (rules.md B: a federated authority
/// could otherwise impersonate us), so neither is ever published without the other.
final class FederatedPipelineTest {
    private static final TrustDomain OWN = TrustDomain.parse("corp.example");
    private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");
    private static final TrustDomain STRANGER = TrustDomain.parse("stranger.example");
    private static final String FEDERATED = TRUST.replace(
            "corp.example}",
            "corp.example, federation: [{trustDomain: partner.example, bundleEndpoint: {url: \"https://p.example/\"}}]}");

    private static final String BINDING = """
            kind: SynapseRoleBinding
            metadata: {name: readers, namespace: analytics}
            spec:
              workspaces: {names: [contoso]}
              role: Synapse Artifact User
              subjects: [{workload: {namespace: etl, serviceAccount: nightly}}]
            """;

    private final MeshFixture mesh = new MeshFixture();

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void aBundleIsBelievedOnlyWhileADocumentNamesItsDomain() {
        mesh.apply(
                FEDERATED,
                PROVIDER,
                workspace("contoso", ""),
                proxy(GATEWAY, "Gateway", "contoso"),
                connect("Allow", "analytics", "sql", "[sql]", "nightly"),
                BINDING);
        assertThat(text(mesh.published(), TypeUrl.EXTENSION_CONFIG)).contains("spiffe://partner.example/");
        mesh.bundles(bundle(OWN), new TreeMap<>(Map.of(PARTNER, bundle(PARTNER), STRANGER, bundle(STRANGER))));
        assertThat(names(mesh.published()))
                .contains("bundle/corp.example", "bundle/partner.example")
                .doesNotContain("bundle/stranger.example");
        assertThat(text(mesh.published(), TypeUrl.SECRET)).doesNotContain("stranger.example");

        Published removed = mesh.apply(TRUST);
        assertThat(text(removed, TypeUrl.EXTENSION_CONFIG)).doesNotContain("partner.example");
        assertThat(text(removed, TypeUrl.SECRET)).doesNotContain("partner.example");
        assertThat(mesh.publications).allSatisfy(publication -> {
            if (text(publication, TypeUrl.SECRET).contains("partner.example")) {
                assertThat(text(publication, TypeUrl.EXTENSION_CONFIG)).contains("spiffe://partner.example/");
            }
        });
    }

    private static TrustBundle bundle(TrustDomain domain) {
        return new TrustBundle(domain, Anchors.of(List.of(new SigningRoot(domain.name()).certificate())));
    }

    private static List<String> names(Published published) {
        return resources(published, TypeUrl.SECRET).stream().map(Resource::name).toList();
    }

    private static String text(Published published, TypeUrl type) {
        var text = new StringBuilder();
        resources(published, type)
                .forEach(resource -> text.append(resource.body().getValue().toStringUtf8()));
        return text.toString();
    }

    private static List<Resource> resources(Published published, TypeUrl type) {
        var view = published.snapshot().view(GATEWAY);
        return view == null
                ? List.of()
                : List.copyOf(Objects.requireNonNull(view).type(type).resources());
    }
}
