package io.synapsemesh.identity.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.identity.token.VerifiedToken;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExchangePlanTest {
    private static final Authorities BUILT_IN = new Authorities(Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "azuresynapse.net, https://login.microsoftonline.com, https://dev.azuresynapse.net",
        "azuresynapse.usgovcloudapi.net, https://login.microsoftonline.us, https://dev.azuresynapse.usgovcloudapi.net",
        "azuresynapse.azure.cn, https://login.partner.microsoftonline.cn, https://dev.azuresynapse.azure.cn"
    })
    void eachCloudHasItsAuthorityAndItsNameForSynapse(String suffix, String authority, String resource) {
        assertThat(plan(workspace("contoso.dev." + suffix), BUILT_IN))
                .isEqualTo(new ExchangePlan.Fetch(new TokenRequest.AsClient(
                        URI.create(authority), "tenant", "client", new ClientProof.WorkloadIdentity(), resource)));
    }

    @Test
    void aCloudThatIsNotBuiltInNeedsADeclaredAuthority() {
        var workspace = workspace("contoso.dev.azuresynapse.corp.example");
        assertThat(plan(workspace, BUILT_IN))
                .isInstanceOfSatisfying(
                        ExchangePlan.Answer.class,
                        answer -> assertThat(answer.answer())
                                .isInstanceOfSatisfying(
                                        SynapseToken.Unavailable.class,
                                        unknown -> assertThat(unknown.why()).contains("AZURE_AUTHORITY_HOST")));
        var declared = new Authorities(Optional.of(URI.create("https://login.corp.example/")));
        assertThat(plan(workspace, declared))
                .isEqualTo(new ExchangePlan.Fetch(new TokenRequest.AsClient(
                        URI.create("https://login.corp.example"),
                        "tenant",
                        "client",
                        new ClientProof.WorkloadIdentity(),
                        "https://dev.azuresynapse.corp.example")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example",
                "https://user@login.example",
                "https://login.example/x",
                "https://login.example?x",
                "login.example"
            })
    void anAuthorityIsAPlainHttpsHost(String text) {
        assertThatThrownBy(() -> new Authorities(Optional.of(URI.create(text))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Fix:");
    }

    @Test
    void aMachineNeedsNoAuthority() {
        var machine = workspace(
                "contoso.dev.azuresynapse.corp.example", new UpstreamCredential.ManagedIdentity(Optional.empty()));
        assertThat(plan(machine, BUILT_IN))
                .isEqualTo(new ExchangePlan.Fetch(
                        new TokenRequest.AsMachine(Optional.empty(), "https://dev.azuresynapse.corp.example")));
    }

    @ParameterizedTest
    @CsvSource({
        "11111111-1111-1111-1111-111111111111, 11111111-1111-1111-1111-111111111111, true",
        "'', 11111111-1111-1111-1111-111111111111, true",
        "'', '', false",
        "11111111-1111-1111-1111-111111111111, 22222222-2222-2222-2222-222222222222, false",
        "common, common, false",
        "../other, ../other, false"
    })
    void aUsersTokenIsExchangedInItsOwnTenantAlone(String users, String tokens, boolean exchanged) {
        var workspace = workspace(
                "contoso.dev.azuresynapse.net",
                new UpstreamCredential.OnBehalfOf("entra", "client", new ClientProof.WorkloadIdentity()));
        var verified = new VerifiedToken(
                new Principal.User("entra", users, "alice"),
                "entra",
                "https://issuer.example",
                tokens,
                new Groups.Unknown(),
                false,
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                TestClock.START,
                "");
        var plan = ExchangePlan.of(workspace, Optional.of(MeshToken.of(verified, "x.y.z")), BUILT_IN);
        assertThat(plan instanceof ExchangePlan.Fetch).isEqualTo(exchanged);
    }

    private static ExchangePlan plan(Workspace workspace, Authorities authorities) {
        return ExchangePlan.of(workspace, Optional.empty(), authorities);
    }

    private static Workspace workspace(String host) {
        return workspace(
                host, new UpstreamCredential.ServicePrincipal("tenant", "client", new ClientProof.WorkloadIdentity()));
    }

    private static Workspace workspace(String host, UpstreamCredential credential) {
        var id = WorkspaceResourceId.parse("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1"
                + "/providers/Microsoft.Synapse/workspaces/contoso");
        return new Workspace(
                Origin.of(new DocumentRef("SynapseWorkspace", "analytics", "contoso"), 1),
                id,
                SpiffeId.ofWorkspace(TrustDomain.parse("corp.example"), id),
                new TreeMap<>(Map.of(Endpoint.DEV, new EndpointAddress(Endpoint.DEV, host, List.of(), 443))),
                Enforcement.ENFORCE,
                credential,
                new UpstreamTrust.System());
    }
}
