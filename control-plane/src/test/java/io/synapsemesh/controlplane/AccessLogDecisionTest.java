package io.synapsemesh.controlplane;

import static io.synapsemesh.controlplane.Entries.CONTOSO;
import static io.synapsemesh.controlplane.Entries.GATEWAY;
import static io.synapsemesh.controlplane.Entries.LENIENT;
import static io.synapsemesh.controlplane.Entries.SIDECAR;
import static io.synapsemesh.controlplane.Entries.caller;
import static io.synapsemesh.controlplane.Entries.common;
import static io.synapsemesh.controlplane.Entries.http;
import static io.synapsemesh.controlplane.Entries.reached;
import static io.synapsemesh.controlplane.Entries.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an entry of Envoy's access log says about a decision, and what it cannot say.
final class AccessLogDecisionTest {
    private static final Instant NOW = Instant.ofEpochMilli(1795265992123L);
    private static final String NIGHTLY = "/ns/etl/sa/nightly";
    private static final String ALICE = "77777777-7777-7777-7777-777777777777";
    private static final Published MESH = Entries.mesh();

    @Test
    void aWorkloadThatMayIsAllowedByTheBindingThatSaysSo() {
        Event.Decided event = gateway(http(
                reached(verdict(common(CONTOSO, "dev", NIGHTLY), "allowed")),
                RequestMethod.GET,
                "/pipelines?api-version=2020-12-01",
                200));

        assertThat(event.allowed()).isTrue();
        assertThat(event.reason()).isEqualTo("Granted");
        assertThat(event.point()).isEqualTo("EnvoyRbac");
        assertThat(determining(event)).containsExactly("SynapseRoleBinding analytics/readers");
        assertThat(event.grounds().orElseThrow().missing()).isEmpty();
        assertThat(event.grounds().orElseThrow().epoch())
                .contains(MESH.snapshot().generation());
        assertThat(event.destination()).hasValueSatisfying(destination -> {
            assertThat(destination.host()).isEqualTo("contoso.dev.azuresynapse.net");
            assertThat(destination.port()).isEqualTo(443);
            assertThat(destination.identity().uri())
                    .isEqualTo("spiffe://corp.example/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso");
        });
        assertThat(event.groups()).isEmpty();
    }

    @Test
    void aWorkloadThatMayNotIsToldWhatItLacks() {
        Event.Decided event = gateway(
                http(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), RequestMethod.PUT, "/pipelines/p1", 403));

        assertThat(event.allowed()).isFalse();
        assertThat(event.reason()).isEqualTo("NoGrant");
        assertThat(event.required()).isNotEmpty();
        assertThat(event.grounds().orElseThrow().missing())
                .isNotEmpty()
                .allMatch(index -> index < event.required().size());
    }

    @Test
    void aDenyIsNamedByEnvoyAlsoWhereTheCallerHasAToken() {
        var common = caller(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), ALICE)
                .putCustomTags("denial", "deny analytics/no-finance#0");

        Event.Decided event = gateway(http(common, RequestMethod.GET, "/pipelines", 403));

        assertThat(event.reason()).isEqualTo("DeniedByPolicy");
        assertThat(determining(event)).containsExactly("SynapseAccessPolicy analytics/no-finance");
        assertThat(event.grounds().orElseThrow().determining().getFirst().generation())
                .isPositive();
    }

    @Test
    void aDenyThatIsNotInForceIsNotTakenFromTheProxysWords() {
        for (String invented : List.of("deny analytics/invented#0", "deny ../x#0", "deny", "deny a/b#99999999")) {
            var common = caller(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), ALICE)
                    .putCustomTags("denial", invented);
            assertThat(gateway(http(common, RequestMethod.GET, "/pipelines", 403))
                            .grounds())
                    .as(invented)
                    .isEmpty();
        }
    }

    @Test
    void ofABearerEnvoyKnowsTheGroupsWhereItAllowsAndNoGrant() {
        var common = caller(reached(verdict(common(CONTOSO, "dev", NIGHTLY), "allowed")), ALICE);
        Event.Decided allowed = gateway(http(common, RequestMethod.GET, "/pipelines", 200));
        var refused = caller(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), ALICE);
        Event.Decided denied = gateway(http(refused, RequestMethod.GET, "/pipelines", 403));

        assertThat(allowed.groups()).contains("Complete");
        assertThat(allowed.grounds()).isEmpty();
        assertThat(denied.groups()).isEmpty();
        assertThat(denied.grounds()).isEmpty();
        assertThat(denied.reason()).isEqualTo("NoGrant");
    }

    @Test
    void theMappersWordIsTheReasonWhereItWasAsked() {
        var refused = caller(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), ALICE)
                .putCustomTags("authorizer", "Deny")
                .putCustomTags("reason", "GroupsUnknown")
                .putCustomTags("groups", "Unknown");
        Event.Decided denied =
                gateway(because(http(refused, RequestMethod.GET, "/pipelines", 403), "ext_authz_denied"));
        var granted = caller(reached(verdict(common(CONTOSO, "dev", NIGHTLY), "denied")), ALICE)
                .putCustomTags("authorizer", "Allow")
                .putCustomTags("reason", "Granted")
                .putCustomTags("groups", "Complete");
        Event.Decided allowed = gateway(http(granted, RequestMethod.GET, "/pipelines", 200));

        assertThat(denied.allowed()).isFalse();
        assertThat(denied.reason()).isEqualTo("GroupsUnknown");
        assertThat(denied.groups()).contains("Unknown");
        assertThat(denied.point()).isEqualTo("EnvoyRbac");
        assertThat(allowed.allowed()).isTrue();
        assertThat(allowed.auditOnly()).isFalse();
        assertThat(allowed.reason()).isEqualTo("Granted");
        assertThat(allowed.groups()).contains("Complete");
    }

    @Test
    void underAuditTheMappersReasonIsWhatWouldHaveRefused() {
        var common = caller(reached(verdict(common(LENIENT, "dev", NIGHTLY), "denied")), ALICE)
                .putCustomTags("authorizer", "Allow")
                .putCustomTags("reason", "ActorNotGranted");

        Event.Decided event = gateway(http(common, RequestMethod.GET, "/pipelines", 200));

        assertThat(event.allowed()).isTrue();
        assertThat(event.auditOnly()).isTrue();
        assertThat(event.reason()).isEqualTo("ActorNotGranted");
    }

    @Test
    void aMapperThatDoesNotAnswerIsTheReasonItself() {
        var common = caller(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), ALICE);

        Event.Decided event = gateway(because(http(common, RequestMethod.GET, "/pipelines", 403), "ext_authz_error"));

        assertThat(event.allowed()).isFalse();
        assertThat(event.reason()).isEqualTo("AuthorizerTimeout");
    }

    @Test
    void aReasonThatIsNoneOfOursIsNotTakenFromTheProxysWords() {
        var common = caller(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), ALICE)
                .putCustomTags("authorizer", "Deny")
                .putCustomTags("reason", "Because")
                .putCustomTags("groups", "Many");

        Event.Decided event = gateway(because(http(common, RequestMethod.GET, "/pipelines", 403), "ext_authz_denied"));

        assertThat(event.reason()).isEqualTo("NoGrant");
        assertThat(event.groups()).isEmpty();
    }

    /// Something else refused it: what is on trial refuses nothing.
    @Test
    void aDenyOnTrialIsNotTheReasonOfARefusal() {
        var common = caller(verdict(common(CONTOSO, "dev", NIGHTLY), "denied"), ALICE)
                .putCustomTags("denial", "trial analytics/maybe-soon#0");

        Event.Decided event = gateway(http(common, RequestMethod.GET, "/pipelines", 403));

        assertThat(event.reason()).isEqualTo("NoGrant");
        assertThat(event.grounds()).isEmpty();
    }

    @Test
    void aDenyOnTrialPassesAndSaysWhatItWouldDo() {
        var common = reached(verdict(common(CONTOSO, "dev", "/ns/etl/sa/tried"), "allowed"))
                .putCustomTags("denial", "trial analytics/maybe-soon#0");

        Event.Decided event = gateway(http(common, RequestMethod.GET, "/pipelines", 200));

        assertThat(event.allowed()).isTrue();
        assertThat(event.auditOnly()).isTrue();
        assertThat(event.reason()).isEqualTo("DeniedByPolicy");
        assertThat(determining(event)).containsExactly("SynapseAccessPolicy analytics/maybe-soon");
    }

    @Test
    void underAuditARefusalThatPassesIsAnAllow() {
        var common = reached(verdict(common(LENIENT, "dev", NIGHTLY), "denied"));

        Event.Decided event = gateway(http(common, RequestMethod.GET, "/pipelines", 200));

        assertThat(event.allowed()).isTrue();
        assertThat(event.auditOnly()).isTrue();
        assertThat(event.reason()).isEqualTo("NoGrant");
    }

    @Test
    void whatWasNeverDecidedIsNotAllowed() {
        Event.Decided event = gateway(http(common(CONTOSO, "dev", NIGHTLY), RequestMethod.GET, "/pipelines", 503));

        assertThat(event.allowed()).isFalse();
        assertThat(event.reason()).isEqualTo("InternalError");
        assertThat(event.grounds()).isEmpty();
    }

    @Test
    void coreAndEnvoyDisagreeWhenThePoliciesHaveChangedAndThenNobodyIsNamed() {
        var common = reached(verdict(common(CONTOSO, "dev", "/ns/etl/sa/stranger"), "allowed"));

        Event.Decided event = gateway(http(common, RequestMethod.GET, "/pipelines", 200));

        assertThat(event.allowed()).isTrue();
        assertThat(event.grounds()).isEmpty();
    }

    @Test
    void refusalsBeforeTheDecisionHaveTheirOwnReason() {
        assertThat(gateway(http(common(CONTOSO, "dev", NIGHTLY), RequestMethod.GET, "/a;b", 400))
                        .reason())
                .isEqualTo("AmbiguousPath");
        assertThat(gateway(http(common(CONTOSO, "dev", NIGHTLY), RequestMethod.GET, "/pipelines", 401))
                        .reason())
                .isEqualTo("NoCredential");
    }

    @Test
    void aConnectionIsAllowedOrRefusedByTheRulesOfItsEndpoint() {
        Event.Decided allowed = gateway(tcp(reached(common(CONTOSO, "sql", "/ns/bi/sa/dashboards"))));
        Event.Decided stranger = gateway(tcp(refused(common(CONTOSO, "sql", "/ns/etl/sa/stranger"))));
        Event.Decided ledger = gateway(tcp(refused(common(CONTOSO, "sql", "/ns/finance/sa/ledger"))));

        assertThat(allowed.allowed()).isTrue();
        assertThat(determining(allowed)).containsExactly("SynapseAccessPolicy analytics/bi-sql");
        assertThat(allowed.destination().orElseThrow().port()).isEqualTo(1433);
        assertThat(allowed.point()).isEqualTo("EnvoyNetworkRbac");
        assertThat(stranger.reason()).isEqualTo("NoGrant");
        assertThat(determining(stranger)).isEmpty();
        assertThat(ledger.reason()).isEqualTo("DeniedByPolicy");
        assertThat(determining(ledger)).containsExactly("SynapseAccessPolicy analytics/no-finance");
    }

    @Test
    void underAuditAConnectionThatPassesIsAnAllow() {
        Event.Decided event = gateway(tcp(reached(verdict(common(LENIENT, "sql", "/ns/etl/sa/stranger"), "denied"))));

        assertThat(event.allowed()).isTrue();
        assertThat(event.auditOnly()).isTrue();
        assertThat(event.reason()).isEqualTo("NoGrant");
    }

    @Test
    void aSidecarDecidesNothing() {
        HTTPAccessLogEntry entry = http(reached(common(CONTOSO, "dev")), RequestMethod.GET, "/pipelines", 403);

        Event.Decided event = AccessLogDecision.http(place(SIDECAR, CONTOSO), entry, NOW);

        assertThat(event.point()).isEqualTo("EnvoySidecar");
        assertThat(event.allowed()).isTrue();
        assertThat(event.httpStatus()).contains(403);
        assertThat(event.grounds()).isEmpty();
    }

    /// One certificate, one identity: of a peer with two nobody knows who it is.
    @Test
    void aPeerWithTwoIdentitiesHasNone() {
        var common = reached(verdict(common(CONTOSO, "dev", NIGHTLY, "/ns/etl/sa/other"), "allowed"));

        Event.Decided event = gateway(http(common, RequestMethod.GET, "/pipelines", 200));

        assertThat(event.carrier()).isEmpty();
        assertThat(event.grounds()).isEmpty();
    }

    private static List<String> determining(Event.Decided event) {
        return event.grounds().orElseThrow().determining().stream()
                .map(origin -> origin.document().toString())
                .distinct()
                .toList();
    }

    private static AccessLogCommon.Builder verdict(AccessLogCommon.Builder common, String verdict) {
        return common.putCustomTags("verdict", verdict);
    }

    private static AccessLogCommon.Builder refused(AccessLogCommon.Builder common) {
        return common.setConnectionTerminationDetails("rbac_access_denied_matched_policy[none]");
    }

    private static HTTPAccessLogEntry because(HTTPAccessLogEntry entry, String details) {
        var because = entry.toBuilder();
        because.getResponseBuilder().setResponseCodeDetails(details);
        return because.build();
    }

    private static Event.Decided gateway(HTTPAccessLogEntry entry) {
        return AccessLogDecision.http(
                place(GATEWAY, entry.getCommonProperties().getCustomTagsOrThrow("workspace")), entry, NOW);
    }

    private static Event.Decided gateway(TCPAccessLogEntry entry) {
        return AccessLogDecision.tcp(
                place(GATEWAY, entry.getCommonProperties().getCustomTagsOrThrow("workspace")), entry, NOW);
    }

    private static FlowPlace place(DocumentRef proxy, String workspace) {
        return FlowPlace.of(MESH, proxy, workspace).orElseThrow();
    }
}
