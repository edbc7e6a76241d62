package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The CA inside the control plane.
final class EmbeddedRow {
    private static final String NO_ANSWER = "a call inside the process: there is no answer that could be wrong";
    private static final String NO_NETWORK = "a call inside the process: there is no network";

    private EmbeddedRow() {}

    static IssuerRow row() {
        Map<ConformanceCase, String> none = new EnumMap<>(ConformanceCase.class);
        for (var c : List.of(ConformanceCase.WRONG_CHAIN, ConformanceCase.WRONG_KEY, ConformanceCase.EXPIRED)) {
            none.put(
                    c,
                    "it signs in this process with a proven key; who asked lints the leaf (`SigningDeskTest`, `SecretGateTest`)");
        }
        for (var c : List.of(ConformanceCase.EMPTY_ANSWER, ConformanceCase.HUGE_ANSWER, ConformanceCase.SERVER_ERROR)) {
            none.put(c, NO_ANSWER);
        }
        for (var c : List.of(
                ConformanceCase.SLOW,
                ConformanceCase.STALLED,
                ConformanceCase.RATE_LIMITED,
                ConformanceCase.RATE_LIMITED_FOR_DAYS,
                ConformanceCase.TLS_SWAPPED,
                ConformanceCase.OUTAGE)) {
            none.put(c, NO_NETWORK);
        }
        return IssuerRow.of(
                "embedded",
                IssuerRow.Peer.OURS,
                "nobody: it signs in this process",
                IssuerConformanceTest.class,
                none,
                (clock, directory) -> new Embedded(clock));
    }

    private record Embedded(LeafSource source) implements IssuerPeer {
        Embedded(Clock clock) {
            this(open(clock).mesh());
        }

        private static Authorities open(Clock clock) {
            var folder = new MemoryStore();
            return Authorities.open(
                    folder,
                    new Seal(KeyEncryptionKey.openOrCreate(folder, Fixture.RANDOM), Fixture.RANDOM),
                    new AuthorityConfig(Fixture.DOMAIN, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>()),
                    Fixture::declared,
                    clock,
                    Fixture.RANDOM);
        }

        @Override
        public void become(Fault fault) {
            if (fault != Fault.NONE) {
                throw new IllegalArgumentException("it has no far side");
            }
        }

        @Override
        public int calls() {
            return 0;
        }

        @Override
        public Duration deadline() {
            return Duration.ofSeconds(1);
        }

        @Override
        public void close() {}
    }
}
