package io.synapsemesh.controlplane;

import static io.synapsemesh.controlplane.Entries.CONTOSO;
import static io.synapsemesh.controlplane.Entries.GATEWAY;
import static io.synapsemesh.controlplane.Entries.LENIENT;
import static io.synapsemesh.controlplane.Entries.SIDECAR;
import static io.synapsemesh.controlplane.Entries.common;
import static io.synapsemesh.controlplane.Entries.reached;
import static io.synapsemesh.controlplane.Entries.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.xds.serve.Authentication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AccessEventsTest {
    private static final Published MESH = Entries.mesh();

    private final List<Event> kept = new ArrayList<>();
    private final Meters meters = new Meters();

    @Test
    void anEntryOfAnAttachedWorkspaceIsAnEventAndIsCounted() {
        events(kept::add).tcp(from(GATEWAY), "flow", tcp(reached(common(CONTOSO, "sql", "/ns/bi/sa/dashboards"))));

        assertThat(kept).singleElement().isInstanceOfSatisfying(Event.Decided.class, event -> {
            assertThat(event.proxy()).isEqualTo("mesh/gateway");
            assertThat(event.workspace()).isEqualTo(CONTOSO);
        });
        assertThat(meters.scrape()).contains("synapsemesh_flows_total{endpoint=\"sql\",verdict=\"Allow\"} 1.0");
    }

    @Test
    void aProxyWritesTheHistoryOfNoWorkspaceItIsNotAttachedTo() {
        for (String workspace : List.of(LENIENT, "finance/elsewhere", "", "contoso")) {
            events(kept::add).tcp(from(SIDECAR), "flow", tcp(common(workspace, "sql")));
        }
        events(kept::add).tcp(from(new DocumentRef("MeshProxy", "no", "such")), "flow", tcp(common(CONTOSO, "sql")));

        assertThat(kept).isEmpty();
        assertThat(meters.scrape())
                .contains("synapsemesh_limit_reached_total{limit=\"access_log_of_another_workspace\"} 5.0")
                .doesNotContain("synapsemesh_flows_total");
    }

    /// The live view is best effort: the stream, and with it the entries that follow, outlives a full disk.
    @Test
    void aLogThatCannotBeWrittenEndsNoStream() {
        events(event -> {
                    throw new UncheckedIOException(new IOException("no space left"));
                })
                .tcp(from(GATEWAY), "flow", tcp(common(CONTOSO, "sql")));

        assertThat(meters.scrape()).contains("synapsemesh_flows_total");
    }

    @Test
    void nothingIsKeptBeforeThereIsAMesh() {
        new AccessEvents(kept::add, Optional::empty, meters, Clock.systemUTC())
                .tcp(from(GATEWAY), "flow", tcp(common(CONTOSO, "sql")));

        assertThat(kept).isEmpty();
    }

    private AccessEvents events(EventSink sink) {
        return new AccessEvents(sink, () -> Optional.of(MESH), meters, Clock.systemUTC());
    }

    private static Authentication.Authenticated from(DocumentRef proxy) {
        return new Authentication.Authenticated(
                SpiffeId.parse("spiffe://corp.example/ns/" + proxy.namespace() + "/sa/" + proxy.name()),
                proxy,
                Instant.MAX,
                "credential");
    }
}
