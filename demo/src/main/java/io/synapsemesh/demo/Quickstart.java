package io.synapsemesh.demo;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.simulator.SimulatedWorkspace;
import io.synapsemesh.simulator.Simulator;
import io.synapsemesh.simulator.tds.SynapseSqlFake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// `samples/quickstart/` as the demo runs it: the same documents, but Synapse and Entra ID are the simulator on this
/// machine, and ports are free ones. Trust, bindings and policies are copied as they are.
final class Quickstart {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path samples;
    private final Path config;

    Quickstart(Path checkout, Path config) {
        this.samples = checkout.resolve("samples/quickstart");
        this.config = config;
    }

    /// @throws DemoProblem if the samples cannot be read
    void write(Simulator simulator, Places places) {
        try {
            Files.createDirectories(config);
            for (String file : List.of("trust.yaml", "bindings.yaml", "policies.yaml")) {
                Files.copy(samples.resolve(file), config.resolve(file));
            }
            rewrite("identity-provider.yaml", document -> provider(document, simulator));
            rewrite("workspaces.yaml", document -> workspace(document, simulator));
            rewrite("proxies.yaml", document -> proxy(document, places));
        } catch (IOException e) {
            throw new DemoProblem(
                    Code.SYN1210,
                    "the quickstart's documents cannot be copied: " + e,
                    "Check samples/quickstart: git status samples");
        }
    }

    private void rewrite(String file, Consumer<Map<String, Object>> change) throws IOException {
        String text = Files.readString(samples.resolve(file));
        var loaded = new Load(LoadSettings.builder().build()).loadAllFromString(text);
        var documents = new ArrayList<Object>();
        StreamSupport.stream(loaded.spliterator(), false).forEach(document -> {
            change.accept(map(document));
            documents.add(document);
        });
        var dump = new Dump(DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.AUTO)
                .setExplicitStart(true)
                .build());
        String comment = text.lines().takeWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n"));
        Files.writeString(
                config.resolve(file),
                comment + "\n" + dump.dumpAllToString(documents.iterator()),
                StandardCharsets.UTF_8);
    }

    private static void provider(Map<String, Object> document, Simulator simulator) {
        Map<String, Object> spec = spec(document);
        spec.put("issuer", simulator.tenant().issuerV2());
        map(spec.get("jwks")).put("uri", simulator.tenant().issuer().jwksUri().toString());
    }

    private static void workspace(Map<String, Object> document, Simulator simulator) {
        SimulatedWorkspace workspace = simulator.workspace(name(document));
        Map<String, Object> endpoints = map(spec(document).get("endpoints"));
        endpoint(endpoints, "dev", workspace.devPort());
        endpoint(endpoints, "sql", port(workspace.sql()));
        endpoint(endpoints, "sqlOnDemand", port(workspace.sqlOnDemand()));
        Map<String, Object> upstream = map(spec(document).get("upstream"));
        upstream.put("caBundle", "Pem");
        upstream.put("pem", simulator.caPem());
    }

    private static void proxy(Map<String, Object> document, Places places) {
        Map<String, Object> listen = map(spec(document).get("listen"));
        String name = name(document);
        if (name.equals("gateway")) {
            listen.put("port", places.gatewayPort());
            return;
        }
        Sidecar sidecar = places.sidecars().stream()
                .filter(s -> s.proxy().endsWith("/" + name))
                .findFirst()
                .orElseThrow(() -> new DemoProblem(
                        Code.SYN1210, "the quickstart has a proxy the demo does not know: " + name, "Remove it."));
        listen.put("dev", sidecar.devBase());
        listen.put("sql", sidecar.sqlBase());
        listen.put("sqlOnDemand", sidecar.sqlOnDemandBase());
    }

    private static void endpoint(Map<String, Object> endpoints, String endpoint, int port) {
        Map<String, Object> settings = map(endpoints.get(endpoint));
        settings.put("addresses", List.of(LOOPBACK));
        settings.put("port", port);
    }

    private static int port(SynapseSqlFake fake) {
        return fake.port();
    }

    private static String name(Map<String, Object> document) {
        return String.valueOf(map(document.get("metadata")).get("name"));
    }

    private static Map<String, Object> spec(Map<String, Object> document) {
        return map(document.get("spec"));
    }

    /// The samples are ours, and validated by a test: what should be a mapping is one.
    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new DemoProblem(
                Code.SYN1210,
                "samples/quickstart is not as the demo knows it: a mapping is missing",
                "Undo the change: git diff samples");
    }
}
