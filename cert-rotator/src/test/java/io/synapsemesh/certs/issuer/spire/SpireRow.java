package io.synapsemesh.certs.issuer.spire;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.issuer.ConformanceCase;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerConformanceTest;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.IssuerRow;
import io.synapsemesh.certs.issuer.KeptAnchors;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/// The SPIFFE Workload API.
public final class SpireRow {
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private SpireRow() {}

    public static IssuerRow row() {
        return IssuerRow.of(
                "spire",
                IssuerRow.Peer.FAKE,
                "`WorkloadApiFake`, from the SPIFFE Workload API specification",
                IssuerConformanceTest.class,
                Map.of(
                        ConformanceCase.RATE_LIMITED, "the Workload API has no such answer",
                        ConformanceCase.RATE_LIMITED_FOR_DAYS, "the Workload API has no such answer",
                        ConformanceCase.TLS_SWAPPED, "a Unix socket of this machine, without TLS"),
                Spire::new);
    }

    private static final class Spire implements IssuerPeer {
        private final WorkloadApiFake agent;
        private final SpireIssuer issuer;

        Spire(Clock clock, Path directory) {
            Path socket = directory.resolve("agent.sock");
            agent = new WorkloadApiFake(socket, clock);
            issuer = new SpireIssuer(
                    new SpireIssuer.Config(socket, Fixture.DOMAIN, DEADLINE),
                    new KeptAnchors(new MemoryStore(), "spire"),
                    clock);
        }

        @Override
        public LeafSource source() {
            return issuer;
        }

        @Override
        public void become(Fault fault) {
            agent.become(fault);
        }

        /// Pushed; where a stream is open and the message can be taken, waits until it is.
        @Override
        public void renew() {
            long before = issuer.messages();
            boolean open = agent.hasStreams();
            agent.renew();
            if (open) {
                Awaitility.await().until(() -> issuer.messages() > before || issuer.hasEnded());
            }
        }

        @Override
        public int calls() {
            return agent.calls();
        }

        @Override
        public Duration deadline() {
            return DEADLINE;
        }

        @Override
        public void close() {
            issuer.close();
            agent.close();
        }
    }
}
