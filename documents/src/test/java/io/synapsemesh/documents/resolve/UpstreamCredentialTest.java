package io.synapsemesh.documents.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.secret.SecretEntry;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UpstreamCredentialTest {
    private static final String CLIENT = "44444444-AAAA-4444-4444-444444444444";
    private static final String CLIENT_LOWER = "44444444-aaaa-4444-4444-444444444444";
    private static final String TENANT = "11111111-1111-1111-1111-111111111111";

    @Test
    void withoutOneTheCallersOwnTokenPasses() {
        assertThat(credential("passThrough: {}")).isEqualTo(UpstreamCredential.PASS_THROUGH);
        assertThat(UpstreamCredential.PASS_THROUGH.injects()).isFalse();
    }

    @Test
    void onBehalfOfNamesItsProviderClientAndProof() {
        assertThat(credential("onBehalfOf: {provider: entra, clientId: " + CLIENT + "}"))
                .isEqualTo(
                        new UpstreamCredential.OnBehalfOf("entra", CLIENT_LOWER, new ClientProof.WorkloadIdentity()));
    }

    @Test
    void aSecretIsOneOfTheWorkspacesNamespace() {
        assertThat(credential("servicePrincipal: {tenant: " + TENANT + ", clientId: " + CLIENT
                        + ", secretRef: {name: synapse, key: client-secret}}"))
                .isEqualTo(new UpstreamCredential.ServicePrincipal(
                        TENANT,
                        CLIENT_LOWER,
                        new ClientProof.Secret(new SecretEntry("analytics", "synapse", "client-secret"))));
    }

    @Test
    void aManagedIdentityMayBeTheMachinesOwn() {
        assertThat(credential("managedIdentity: {}"))
                .isEqualTo(new UpstreamCredential.ManagedIdentity(Optional.empty()));
        assertThat(credential("managedIdentity: {clientId: " + CLIENT + "}"))
                .isEqualTo(new UpstreamCredential.ManagedIdentity(Optional.of(CLIENT_LOWER)));
    }

    @Test
    void anUnknownProviderIsNamedAndTheWorkspaceStaysClosed() {
        var resolver = resolve("onBehalfOf: {provider: gone, clientId: " + CLIENT + "}");
        assertThat(codes(resolver)).containsExactly(Code.SYN0401);
        assertThat(resolver.workspaces().getFirst().credential().injects()).isTrue();
    }

    @Test
    void onlyTokensOfEntraCanBeExchanged() {
        var resolver = resolve("onBehalfOf: {provider: ci, clientId: " + CLIENT + "}");
        assertThat(codes(resolver)).containsExactly(Code.SYN0304);
        assertThat(resolver.workspaces().getFirst().credential().injects()).isTrue();
    }

    private static List<Code> codes(Resolver resolver) {
        return resolver.diagnostics().values().stream()
                .flatMap(List::stream)
                .map(Diagnostic::code)
                .toList();
    }

    private static UpstreamCredential credential(String yaml) {
        var resolver = resolve(yaml);
        assertThat(resolver.diagnostics()).isEmpty();
        return resolver.workspaces().getFirst().credential();
    }

    private static Resolver resolve(String credential) {
        String yaml = """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshTrust
                metadata: {name: default}
                spec: {trustDomain: corp.example}
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: IdentityProvider
                metadata: {name: entra}
                spec:
                  type: EntraId
                  issuer: https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0
                  audiences: [api://synapsemesh]
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: IdentityProvider
                metadata: {name: ci}
                spec: {type: Oidc, issuer: "https://ci.corp.example", audiences: [synapsemesh]}
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseWorkspace
                metadata: {name: contoso, namespace: analytics}
                spec:
                  resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/contoso
                  upstream: {credential: {%s}}
                """.formatted(credential);
        var parsed = DocumentReader.read("in.yaml", yaml.getBytes(StandardCharsets.UTF_8), LastGood.NONE);
        assertThat(parsed.diagnostics()).isEmpty();
        var resolver = new Resolver(UpstreamPolicy.PRODUCTION, "synapsemesh");
        resolver.apply(parsed.documents(), List.of());
        return resolver;
    }
}
