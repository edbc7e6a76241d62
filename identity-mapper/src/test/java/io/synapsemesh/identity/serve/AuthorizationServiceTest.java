package io.synapsemesh.identity.serve;

import static io.synapsemesh.identity.decide.DeskScene.COMPUTE;
import static io.synapsemesh.identity.decide.DeskScene.CONTOSO;
import static io.synapsemesh.identity.decide.DeskScene.INJECTED;
import static io.synapsemesh.identity.decide.DeskScene.NIGHTLY;
import static io.synapsemesh.identity.decide.DeskScene.PRIVATE;
import static io.synapsemesh.identity.decide.DeskScene.READ;
import static io.synapsemesh.identity.decide.DeskScene.TRIAL;
import static io.synapsemesh.identity.decide.DeskScene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.Status;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.decide.Asker;
import io.synapsemesh.identity.decide.DeskScene;
import io.synapsemesh.identity.exchange.CorrelationId;
import io.synapsemesh.identity.exchange.SynapseToken;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What Envoy is told, and which of its words count.
final class AuthorizationServiceTest {
    private final Doors doors = new Doors(new DeskScene());

    private static AttributeContext.Builder alice() {
        return Doors.attributes(CONTOSO, WEB, "alice", "GET", READ);
    }

    private static Map<String, String> headers(List<HeaderValueOption> options) {
        return options.stream()
                .collect(Collectors.toMap(
                        option -> option.getHeader().getKey(),
                        option -> option.getHeader().getValue()));
    }

    private String reason(AttributeContext.Builder attributes) {
        CheckResponse response = doors.check(attributes);
        assertThat(response.getStatus().getCode() == 0)
                .isEqualTo(Doors.word(response, "verdict").equals("Allow"));
        return Doors.word(response, "reason");
    }

    @Test
    void anAllowChangesNothingAndSaysWhoAskedInItsMetadata() {
        CheckResponse response = doors.check(alice());
        assertThat(response.getStatus().getCode()).isZero();
        assertThat(response.getOkResponse().getHeadersList()).isEmpty();
        assertThat(response.getOkResponse().getHeadersToRemoveList()).isEmpty();
        var metadata =
                response.getDynamicMetadata().getFieldsOrThrow("synapsemesh").getStructValue();
        assertThat(metadata.getFieldsMap().keySet())
                .containsExactlyInAnyOrder("verdict", "mode", "reason", "decisionId", "principals", "groups");
        assertThat(Doors.word(response, "verdict")).isEqualTo("Allow");
        assertThat(Doors.word(response, "groups")).isEqualTo("Complete");
        assertThat(metadata.getFieldsOrThrow("principals").getListValue().getValuesList())
                .extracting(Value::getStringValue)
                .containsExactly("user:entra/t1/alice", "workload:" + WEB.uri());
        Event.Decided logged = doors.scene.events.getFirst();
        assertThat(logged.grounds().orElseThrow().decisionId()).contains(Doors.word(response, "decisionId"));
        assertThat(logged.requestId()).contains("7d2f3f6e-0000-4000-8000-000000000001");
        assertThat(logged.sourceAddress()).contains("10.1.2.3:40112");
    }

    @Test
    void aDenialHasSynapsesBodyAndTheExactScope() {
        CheckResponse response = doors.check(Doors.attributes(CONTOSO, WEB, "alice", "POST", COMPUTE));
        assertThat(Doors.status(response)).isEqualTo(403);
        assertThat(response.getStatus().getCode()).isEqualTo(7);
        assertThat(headers(response.getDeniedResponse().getHeadersList()))
                .containsExactly(Map.entry("content-type", "application/json"));
        assertThat(response.getDeniedResponse().getBody())
                .isEqualTo("{\"error\":{\"code\":\"Unauthorized\",\"message\":\"The principal 'alice' does not have the"
                        + " required Synapse RBAC permission to perform this action. Required permission: Action:"
                        + " Microsoft.Synapse/workspaces/bigDataPools/useCompute/action, Scope:"
                        + " workspaces/contoso/bigDataPools/pool1/*.\"}}");
        assertThat(doors.check(Doors.attributes(CONTOSO, WEB, "", "GET", READ))
                        .getDeniedResponse()
                        .getBody())
                .contains("The principal '" + WEB.uri() + "' does not");
    }

    @Test
    void aBadTokenIs401InSynapsesWordsWithoutAnErrorAroundIt() {
        doors.scene.tokens.put("bad", DeskScene.refused(Reason.TOKEN_FOR_MICROSOFT));
        CheckResponse response = doors.check(Doors.attributes(CONTOSO, WEB, "bad", "GET", READ));
        assertThat(Doors.status(response)).isEqualTo(401);
        assertThat(response.getStatus().getCode()).isEqualTo(16);
        assertThat(response.getDeniedResponse().getBody())
                .isEqualTo("{\"code\":\"AuthenticationFailed\",\"message\":\"Token Authentication failed -"
                        + " TokenForMicrosoft: it is \\\"bad\\\". Get another.\"}");
        assertThat(headers(response.getDeniedResponse().getHeadersList()).get("www-authenticate"))
                .startsWith("Bearer realm=\"synapsemesh\", error=\"invalid_token\"");
    }

    @Test
    void aChallengeOfTheTenantIsRelayed() {
        var challenge = new SynapseToken.Challenge(
                "{\"access_token\":{}}", "interaction_required", URI.create("https://login.example/authorize"));
        doors.scene.upstream = (_, _) -> challenge;
        CheckResponse response = doors.check(injected());
        assertThat(Doors.status(response)).isEqualTo(401);
        assertThat(headers(response.getDeniedResponse().getHeadersList()))
                .containsEntry("www-authenticate", challenge.wwwAuthenticate());
    }

    @Test
    void theTokenForSynapseHasAHeaderOfItsOwnAndOnlyAProvenGatewayGetsIt() {
        doors.scene.upstream = (_, _) -> DeskScene.synapseToken("for-synapse");
        CheckResponse response = doors.check(injected());
        String decision = response.getDynamicMetadata()
                .getFieldsOrThrow("synapsemesh")
                .getStructValue()
                .getFieldsOrThrow("decisionId")
                .getStringValue();
        assertThat(headers(response.getOkResponse().getHeadersList()))
                .containsOnly(
                        Map.entry("x-synapsemesh-upstream-authorization", "Bearer for-synapse"),
                        Map.entry(
                                "x-ms-client-request-id",
                                CorrelationId.of(decision).value()));
        doors.asker =
                Optional.of(new Asker(DeskScene.GATEWAY.identity(), DeskScene.GATEWAY.proxy(), Asker.Proof.NODE_TOKEN));
        CheckResponse unproven = doors.check(injected());
        assertThat(Doors.status(unproven)).isEqualTo(403);
        assertThat(unproven.toString()).doesNotContain("for-synapse");
        assertThat(doors.scene.events.toString()).doesNotContain("for-synapse").doesNotContain("redacted");
    }

    private static AttributeContext.Builder injected() {
        var attributes = Doors.attributes(INJECTED, WEB, "", "GET", READ);
        attributes.getRequestBuilder().getHttpBuilder().putHeaders("authorization", "Bearer alice");
        return attributes;
    }

    /// rules.md B, "No port trusts an address": the workspace is that of the SNI, and everything else agrees or denies.
    @Test
    void theWorkspaceIsThatOfTheNameTheConnectionAskedFor() {
        assertThat(reason(alice())).isEqualTo("Granted");
        assertThat(reason(withSni(alice(), "trial.dev.azuresynapse.net"))).isEqualTo("WorkspaceUnknown");
        assertThat(reason(withSni(alice(), ""))).isEqualTo("WorkspaceUnknown");
        assertThat(reason(withSni(alice(), "evil.example"))).isEqualTo("WorkspaceUnknown");
        assertThat(reason(withSni(alice(), "contoso.sql.azuresynapse.net"))).isEqualTo("WorkspaceUnknown");
        assertThat(reason(alice().clearTlsSession())).isEqualTo("WorkspaceUnknown");
        assertThat(reason(alice().putContextExtensions("synapsemesh.workspace", "analytics/trial")))
                .isEqualTo("WorkspaceUnknown");
        assertThat(reason(alice().putContextExtensions("synapsemesh.endpoint", "sql")))
                .isEqualTo("WorkspaceUnknown");
        assertThat(reason(withHost(alice(), "trial.dev.azuresynapse.net"))).isEqualTo("WorkspaceUnknown");
        assertThat(reason(withHost(alice(), ""))).isEqualTo("WorkspaceUnknown");
        assertThat(reason(withHost(alice(), "Contoso.dev.azuresynapse.net:443")))
                .isEqualTo("Granted");
        assertThat(reason(withSni(alice(), "CONTOSO.dev.azuresynapse.net"))).isEqualTo("Granted");
        assertThat(reason(alice().clearContextExtensions())).isEqualTo("Granted");
    }

    private static AttributeContext.Builder withSni(AttributeContext.Builder attributes, String sni) {
        attributes.getTlsSessionBuilder().setSni(sni);
        return attributes;
    }

    private static AttributeContext.Builder withHost(AttributeContext.Builder attributes, String host) {
        attributes.getRequestBuilder().getHttpBuilder().setHost(host);
        return attributes;
    }

    @Test
    void aProxyThatIsNotAttachedIsToldNothing() {
        assertThat(reason(Doors.attributes(PRIVATE, WEB, "alice", "GET", READ))).isEqualTo("WorkspaceUnknown");
        for (Asker other : List.of(DeskScene.DETACHED, DeskScene.SIDECAR, DeskScene.EDGE)) {
            doors.asker = Optional.of(other);
            assertThat(reason(alice())).isEqualTo("WorkspaceUnknown");
        }
        doors.asker = Optional.empty();
        assertThat(doors.fails(alice()).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(doors.scene.tokensRead).hasValue(0);
    }

    @Test
    void aQuestionWithoutAnAddressIsNoQuestion() {
        var attributes = alice();
        attributes.getSourceBuilder().clearAddress();
        assertThat(doors.fails(attributes).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        attributes.setSource(Doors.peer(WEB, "not an address"));
        assertThat(doors.fails(attributes).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void connectionsAreDecidedWithoutAnyHttp() {
        assertThat(Doors.status(doors.check(connection("contoso.sql.azuresynapse.net", NIGHTLY))))
                .isEqualTo(200);
        CheckResponse denied = doors.check(connection("contoso.sql.azuresynapse.net", WEB));
        assertThat(denied.getStatus().getCode()).isEqualTo(7);
        assertThat(denied.hasDeniedResponse()).isFalse();
        assertThat(doors.check(connection("contoso.dev.azuresynapse.net", NIGHTLY))
                        .getStatus()
                        .getCode())
                .isEqualTo(7);
        assertThat(doors.check(connection("private.sql.azuresynapse.net", NIGHTLY))
                        .getStatus()
                        .getCode())
                .isEqualTo(7);
        assertThat(doors.scene.events.getFirst().point()).isEqualTo("ExtAuthzNetwork");
    }

    private static AttributeContext.Builder connection(String sni, io.synapsemesh.core.identity.SpiffeId carrier) {
        return AttributeContext.newBuilder()
                .setSource(Doors.peer(carrier, "10.1.2.3"))
                .setTlsSession(AttributeContext.TLSSession.newBuilder().setSni(sni));
    }

    /// rules.md B, "One certificate, one identity".
    @Test
    void theCarrierIsTheOneNameInItsCertificate() {
        var certificates = new PeerCertificateSource();
        assertThat(reason(carried(certificates.encoded(NIGHTLY.uri()), NIGHTLY.uri())))
                .isEqualTo("Granted");
        assertThat(doors.scene.events.getLast().certificateSha256().orElseThrow())
                .hasSize(64);
        String other = "spiffe://partner.example/x";
        assertThat(reason(carried(certificates.encoded(NIGHTLY.uri(), other), NIGHTLY.uri())))
                .isEqualTo("NoCredential");
        assertThat(reason(carried(certificates.encoded(other, NIGHTLY.uri()), NIGHTLY.uri())))
                .isEqualTo("NoCredential");
        assertThat(reason(carried(certificates.encoded(other), NIGHTLY.uri()))).isEqualTo("NoCredential");
        assertThat(reason(carried(certificates.encoded(), NIGHTLY.uri()))).isEqualTo("NoCredential");
        assertThat(reason(carried("%2D%2DBEGIN", NIGHTLY.uri()))).isEqualTo("NoCredential");
        assertThat(reason(carried("x%", NIGHTLY.uri()))).isEqualTo("NoCredential");
        assertThat(reason(carried("x".repeat(PeerCertificates.CHARS_MAX + 1), NIGHTLY.uri())))
                .isEqualTo("NoCredential");
        assertThat(reason(carried("", ""))).isEqualTo("NoCredential");
        assertThat(reason(carried("", "CN=nightly"))).isEqualTo("NoCredential");
        assertThat(reason(carried("", "spiffe://corp.example/ns/etl/sa/..%2fnightly")))
                .isEqualTo("NoCredential");
        assertThat(reason(carried("", NIGHTLY.uri()))).isEqualTo("Granted");
    }

    private static AttributeContext.Builder carried(String certificate, String principal) {
        var attributes = Doors.attributes(CONTOSO, NIGHTLY, "", "GET", READ);
        attributes.getSourceBuilder().setCertificate(certificate).setPrincipal(principal);
        return attributes;
    }

    @Test
    void onTrialItPassesAndTheMetadataSaysSo() {
        CheckResponse response = doors.check(Doors.attributes(TRIAL, WEB, "nobody", "GET", READ));
        assertThat(Doors.status(response)).isEqualTo(200);
        assertThat(Doors.word(response, "mode")).isEqualTo("Audit");
        assertThat(Doors.word(response, "reason")).isEqualTo("NoGrant");
    }
}
