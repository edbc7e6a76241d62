package io.synapsemesh.benchmarks.swarm;

import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.benchmarks.server.Layout;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// The main class of the clients' process. Commands: `grow NAME LAYOUT PORT SIZE`, `reconnect NAME LAYOUT PORT`, `count
/// NAME LAYOUT` (resources and bytes received since the last connect), `close NAME LAYOUT`. A layout `secrets:A,B` is
/// clients that ask for those secrets.
public final class SwarmProcess {
    private static final String SECRETS = "secrets:";

    private SwarmProcess() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Swarm> swarms = new HashMap<>();
        Answers.serve("ready", words -> {
            var swarm = swarms.computeIfAbsent(words[1], _ -> new Swarm(wants(words[2])));
            switch (words[0]) {
                case "grow" -> swarm.grow(Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                case "reconnect" -> swarm.reconnect(Integer.parseInt(words[3]));
                case "count" -> TimeUnit.SECONDS.sleep(1); // whatever else comes, comes now
                case "close" -> swarm.close();
                default -> throw new IllegalArgumentException("no such command");
            }
            return swarm.resources.sum() + " " + swarm.bytes.sum();
        });
    }

    private static IntFunction<Wants> wants(String layout) {
        if (layout.startsWith(SECRETS)) {
            List<String> names = List.of(layout.substring(SECRETS.length()).split(",", -1));
            return number -> Wants.secrets(number, names);
        }
        var parsed = Layout.parse(layout);
        return number -> Wants.of(parsed, number);
    }
}
