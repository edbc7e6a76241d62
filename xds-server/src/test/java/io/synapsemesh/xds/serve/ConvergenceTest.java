package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.edsCluster;
import static io.synapsemesh.xds.serve.World.endpoints;
import static io.synapsemesh.xds.serve.World.extension;
import static io.synapsemesh.xds.serve.World.listener;
import static io.synapsemesh.xds.serve.World.route;
import static io.synapsemesh.xds.serve.World.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is published, subscribed, refused, delayed or cut off: when it is quiet again, the client has its view.
///
/// Content with a mark divisible by seven is refused by the client, as Envoy does it: of clusters and listeners
/// the good part of the response is applied, of other types nothing.
final class ConvergenceTest {
    private static final int STEPS = 120;
    private static final int NAMES = 5;

    static Stream<Arguments> runs() {
        return LongStream.rangeClosed(1, 100)
                .boxed()
                .flatMap(seed -> Stream.of(Transport.values()).map(transport -> Arguments.of(transport, seed)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aQuietClientHasItsView(Transport transport, long seed) {
        try (var run = new Run(transport, seed)) {
            for (int step = 0; step < STEPS; step++) {
                run.step();
            }
            run.quiet();
            TypeUrl.PUSH_ORDER.forEach(run::check);
        }
    }

    private static final class Run implements AutoCloseable {
        private final Mesh mesh = new Mesh();
        private final Random random;
        private final Transport transport;
        private final Map<String, Integer> marks = new HashMap<>();
        private final Map<TypeUrl, Set<String>> wanted = new HashMap<>();
        private final List<Reply> unanswered = new ArrayList<>();
        private XdsClient client;

        Run(Transport transport, long seed) {
            this.transport = transport;
            random = new Random(seed);
            mesh.publish(next -> next.declare(GATEWAY));
            client = connect(Map.of());
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> change();
                case 4 -> subscribe();
                case 5 -> unsubscribe();
                case 6 -> mesh.timers.advance(Duration.ofSeconds(random.nextInt(20)));
                case 7, 8 -> answerSome();
                default -> {
                    if (random.nextInt(4) == 0) {
                        reconnect();
                    }
                }
            }
        }

        /// Answers everything, lets all waits pass, and repairs what was refused last.
        void quiet() {
            mesh.publish(next -> {
                for (TypeUrl type : TypeUrl.PUSH_ORDER) {
                    for (int name = 0; name < NAMES; name++) {
                        if (poisoned(type, "n" + name)) {
                            put(next, type, "n" + name, marks.getOrDefault(type + "n" + name, 0) + 1);
                        }
                    }
                }
            });
            answerAll();
            mesh.timers.advance(Duration.ofSeconds(61));
            answerAll();
        }

        void check(TypeUrl type) {
            SortedMap<String, String> view = new TreeMap<>(mesh.view(type));
            SortedMap<String, String> has = new TreeMap<>(client.state(type));
            if (!type.fullState()) {
                Set<String> names = wanted.getOrDefault(type, Set.of());
                view.keySet().retainAll(names);
                has.keySet().retainAll(names);
                if (transport == Transport.SOTW || !type.removalTold()) {
                    // A removal cannot be told there; what exists must be right.
                    has.keySet().retainAll(view.keySet());
                }
            }
            assertThat(has).as(type.shortName()).isEqualTo(view);
        }

        private XdsClient connect(Map<TypeUrl, SortedMap<String, String>> kept) {
            XdsClient fresh = mesh.connect(transport);
            for (TypeUrl type : TypeUrl.PUSH_ORDER) {
                String[] names = wanted.getOrDefault(type, Set.of()).toArray(String[]::new);
                if (type.fullState() || names.length > 0) {
                    if (transport == Transport.DELTA) {
                        fresh.subscribeAgain(type, kept.getOrDefault(type, new TreeMap<>()), names);
                    } else {
                        fresh.subscribe(type, names);
                    }
                }
            }
            return fresh;
        }

        private void reconnect() {
            Map<TypeUrl, SortedMap<String, String>> kept = new HashMap<>();
            TypeUrl.PUSH_ORDER.forEach(type -> kept.put(type, new TreeMap<>(client.state(type))));
            client.close();
            unanswered.clear();
            client = connect(kept);
        }

        private void change() {
            mesh.publish(next -> {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    TypeUrl type = TypeUrl.PUSH_ORDER.get(random.nextInt(TypeUrl.PUSH_ORDER.size()));
                    String name = "n" + random.nextInt(NAMES);
                    if (random.nextInt(4) == 0) {
                        next.remove(GATEWAY, type, name);
                        marks.remove(type + name);
                    } else {
                        put(next, type, name, 1 + random.nextInt(30));
                    }
                }
            });
        }

        private void put(io.synapsemesh.xds.snapshot.SnapshotBuilder next, TypeUrl type, String name, int mark) {
            next.put(GATEWAY, resource(type, name, mark));
            marks.put(type + name, mark);
        }

        private void subscribe() {
            TypeUrl type = namedType();
            String name = "n" + random.nextInt(NAMES);
            wanted.computeIfAbsent(type, _ -> new HashSet<>()).add(name);
            client.subscribe(type, name);
        }

        private void unsubscribe() {
            TypeUrl type = namedType();
            String name = "n" + random.nextInt(NAMES);
            if (wanted.getOrDefault(type, new HashSet<>()).remove(name)) {
                client.unsubscribe(type, name);
                client.state(type).remove(name);
            }
        }

        private TypeUrl namedType() {
            List<TypeUrl> named = TypeUrl.PUSH_ORDER.stream()
                    .filter(type -> !type.fullState())
                    .toList();
            return named.get(random.nextInt(named.size()));
        }

        private void answerSome() {
            unanswered.addAll(client.untilNow());
            for (int i = random.nextInt(3); i > 0 && !unanswered.isEmpty(); i--) {
                answer(unanswered.removeFirst());
            }
        }

        private void answerAll() {
            while (true) {
                unanswered.addAll(client.untilNow());
                if (unanswered.isEmpty()) {
                    return;
                }
                unanswered.forEach(this::answer);
                unanswered.clear();
            }
        }

        private void answer(Reply reply) {
            Set<String> bad = new HashSet<>();
            reply.resources().forEach((name, version) -> {
                for (int mark = 7; mark <= 35; mark += 7) {
                    if (resource(reply.type(), name, mark).versionText().equals(version)) {
                        bad.add(name);
                    }
                }
            });
            if (bad.isEmpty()) {
                client.ack(reply);
            } else if (random.nextBoolean()) {
                client.refuse(reply, bad, "Error: " + String.join(": x, ", bad) + ": x");
            } else {
                client.refuse(reply, bad, "something is wrong");
            }
        }

        private boolean poisoned(TypeUrl type, String name) {
            return marks.getOrDefault(type + name, 1) % 7 == 0;
        }

        private static Resource resource(TypeUrl type, String name, int mark) {
            if (type.equals(TypeUrl.CLUSTER)) {
                return mark % 2 == 0 ? cluster(name, mark) : edsCluster(name, mark);
            } else if (type.equals(TypeUrl.ENDPOINT)) {
                return endpoints(name, mark);
            } else if (type.equals(TypeUrl.LISTENER)) {
                return listener(name, mark);
            } else if (type.equals(TypeUrl.ROUTE)) {
                return route(name, mark);
            } else if (type.equals(TypeUrl.SECRET)) {
                return secret(name, "chain" + mark, "");
            }
            return extension(name, mark);
        }

        @Override
        public void close() {
            client.close();
            mesh.close();
        }
    }
}
