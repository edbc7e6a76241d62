package io.synapsemesh.controlplane.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OcsfLineTest {
    private static final Path GOLDEN = Path.of("src/test/golden/audit/lines.jsonl");
    private static final Instant TIME = Instant.ofEpochMilli(1795265992123L);
    private static final SpiffeId LOADER = SpiffeId.parse("spiffe://corp.example/ns/etl/sa/loader");
    private static final DocumentRef BINDING = new DocumentRef("SynapseRoleBinding", "team-a", "etl-compute");

    private final OcsfLine encoder = new OcsfLine("0.1.0");

    @Test
    void writesEveryKindOfEventAsTheGoldenFileSays() throws IOException {
        var lines = new ArrayList<String>();
        long sequence = 918273;
        for (Event event : events().values()) {
            lines.add(encoder.encode(event, sequence++));
        }
        String text = String.join("\n", lines) + "\n";
        if (System.getProperty("synapsemesh.golden", "").equals("update")) {
            Files.writeString(GOLDEN, text);
        }
        assertThat(text).as("update with: make golden").isEqualTo(Files.readString(GOLDEN));
    }

    /// Every key of the example in the contract, in its order; what a reporter cannot tell has no key.
    @Test
    void leavesOutWhatTheReporterCannotTellAndNothingElse() throws IOException {
        var json = new JsonMapper();
        JsonNode told = json.readTree(encoder.encode(event("denied"), 1));
        JsonNode untold = json.readTree(encoder.encode(event("sql"), 1));

        assertThat(told.path("dst_endpoint").fieldNames()).toIterable().startsWith("hostname", "port", "uid");
        assertThat(told.at("/unmapped/synapsemesh").fieldNames())
                .toIterable()
                .containsSubsequence(
                        "required", "missing", "determining", "provider", "groups", "traceId", "epoch", "decisionId");
        assertThat(told.at("/unmapped/synapsemesh/missing/0").asInt(-1)).isZero();
        assertThat(untold.at("/unmapped/synapsemesh").fieldNames())
                .toIterable()
                .doesNotContain("missing", "determining", "groups", "epoch", "decisionId");
        assertThat(untold.path("dst_endpoint").has("hostname")).isFalse();
    }

    @Test
    void hasAnEventOfEveryKind() {
        var kinds = events().values().stream().map(Object::getClass).distinct().count();
        assertThat(kinds).isEqualTo(Event.class.getPermittedSubclasses().length);
    }

    @Test
    void staysOneAsciiLineWhateverTheTextHolds() throws IOException {
        String hostile = "a\n{\"event\":\"forged\"}\r\u2028\u2029\u0000\u001b[2J\u202e\"\\ \ud800 \ud83d\ude00";
        var event = new Event.Nacked(TIME, hostile, hostile, hostile, Optional.empty(), hostile);

        String line = encoder.encode(event, 1);

        assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
        JsonNode read = new JsonMapper().readTree(line);
        assertThat(read.at("/unmapped/synapsemesh/event").asText()).isEqualTo("nack");
        assertThat(read.at("/unmapped/synapsemesh/resource").asText()).startsWith("a\n{");
    }

    @Test
    void leavesQueriesAndTokensOut() {
        String token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
        Event.Decided event = decided(
                true, Optional.of("GET /pipelines?sig=secret1"), Optional.of("/pipelines?sig=secret2#" + token));
        var nack = new Event.Nacked(
                TIME, "mesh/gw", "type", "r", Optional.empty(), "header Authorization: Bearer " + token + " is bad");

        assertThat(encoder.encode(event, 1)).doesNotContain("secret", "eyJ");
        assertThat(encoder.encode(nack, 1)).doesNotContain("eyJ").contains("[redacted]");
    }

    @Test
    void boundsTextFromOutside() {
        var nack = new Event.Nacked(TIME, "mesh/gw", "type", "r", Optional.empty(), "x".repeat(100_000));
        assertThat(encoder.encode(nack, 1)).hasSizeLessThan(6000);
    }

    @Test
    void namesEachEventApart() {
        assertThat(EventUid.of(TIME, LogName.FLOW, 1))
                .hasSize(20)
                .isNotEqualTo(EventUid.of(TIME, LogName.AUDIT, 1))
                .isLessThan(EventUid.of(TIME, LogName.FLOW, 2))
                .isLessThan(EventUid.of(TIME.plusMillis(1), LogName.FLOW, 1));
    }

    private static Event event(String name) {
        return Objects.requireNonNull(events().get(name));
    }

    private static Map<String, Event> events() {
        var events = new LinkedHashMap<String, Event>();
        events.put(
                "denied",
                decided(
                        false,
                        Optional.of("POST /livyApi/versions/{v}/sparkPools/{p}/batches"),
                        Optional.of("/livyApi/versions/2019-11-01-preview/sparkPools/pool1/batches")));
        events.put("allowed", decided(true, Optional.of("GET /pipelines"), Optional.of("/pipelines")));
        events.put(
                "sql",
                new Event.Decided(
                        TIME,
                        "EnvoyNetworkRbac",
                        "mesh/gw1",
                        "team-a/contoso",
                        "sql",
                        Optional.empty(),
                        Optional.of(LOADER),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        true,
                        "Granted",
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("10.1.2.3"),
                        1024,
                        4096,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        events.put(
                "issued",
                new Event.Issued(
                        TIME,
                        LOADER,
                        true,
                        "first",
                        Optional.of("0a1b"),
                        Optional.of(TIME.plus(Duration.ofHours(24))),
                        Optional.of("ab".repeat(32))));
        events.put(
                "not issued",
                new Event.Issued(
                        TIME, LOADER, false, "issuer is away", Optional.empty(), Optional.empty(), Optional.empty()));
        events.put(
                "secret", new Event.SecretServed(TIME, LOADER, "svid/spiffe://corp.example/x", false, "NotAttached"));
        events.put(
                "rootRotated",
                new Event.RootRotated(
                        TIME,
                        "mesh",
                        "0f0e0d0c-0000-4000-8000-000000000001",
                        "skipped",
                        "alice",
                        "MeshProxy/mesh/gw1"));
        events.put("rotated", new Event.Rotated(TIME, LOADER, "0a1b", "0a1c", TIME.plus(Duration.ofHours(24))));
        events.put(
                "federated",
                new Event.Federated(
                        TIME,
                        TrustDomain.parse("partner.example"),
                        "changed",
                        "endpoint",
                        Optional.of("b".repeat(22)),
                        Optional.of("a".repeat(22)),
                        Optional.of("18446744073709551615"),
                        Optional.empty()));
        events.put(
                "refused bundle",
                new Event.Federated(
                        TIME,
                        TrustDomain.parse("partner.example"),
                        "refused",
                        "endpoint",
                        Optional.of("b".repeat(22)),
                        Optional.empty(),
                        Optional.of("41"),
                        Optional.of("SEQUENCE_BACK")));
        events.put(
                "login",
                new Event.Login(TIME, "mesh/gw1", LOADER, "0a1b", Optional.of("10.9.9.9"), true, "SecondAddress"));
        events.put("configured", new Event.Configured(TIME, BINDING, 3, "changed", "directory"));
        events.put("acked", new Event.Acked(TIME, "mesh/gw1", "type.googleapis.com/x", "AbCd"));
        events.put(
                "nacked",
                new Event.Nacked(
                        TIME,
                        "mesh/gw1",
                        "type.googleapis.com/x",
                        "listener",
                        Optional.of(Origin.of(BINDING, 3)),
                        "no filter"));
        return events;
    }

    private static Event.Decided decided(boolean allowed, Optional<String> operation, Optional<String> path) {
        return new Event.Decided(
                TIME,
                "EnvoyRbac",
                "mesh/gw1",
                "team-a/contoso",
                "dev",
                Optional.of(new Event.Destination(
                        "contoso.dev.azuresynapse.net",
                        443,
                        SpiffeId.parse(
                                "spiffe://corp.example/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso"))),
                Optional.of(LOADER),
                Optional.of("user:entra/11111111-1111-1111-1111-111111111111/77777777-7777-7777-7777-777777777777"),
                Optional.empty(),
                Optional.of("entra"),
                Optional.of("Complete"),
                List.of(new Event.RequiredPair(
                        "Microsoft.Synapse/workspaces/bigDataPools/useCompute/action",
                        "workspaces/contoso/bigDataPools/pool1")),
                allowed,
                allowed ? "Granted" : "NoGrant",
                false,
                Optional.of(new Event.Grounds(
                        allowed ? List.of() : List.of(0),
                        List.of(new Origin(BINDING, 3, 0)),
                        Optional.of(42L),
                        Optional.of("01JD3V5K8R"))),
                operation,
                path,
                Optional.of(allowed ? 200 : 403),
                Optional.of("10.1.2.3:40112"),
                812,
                219,
                Optional.of(Duration.ofMillis(14)),
                Optional.of("2b1f-req"),
                Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                Optional.of("cd".repeat(32)));
    }
}
