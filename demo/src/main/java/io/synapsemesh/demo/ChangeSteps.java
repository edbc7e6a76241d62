package io.synapsemesh.demo;

import io.synapsemesh.demo.DevClient.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The script's part on change: documents edited while traffic flows, and what that does to the next request and to
/// connections that are open.
final class ChangeSteps {
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(10);
    private static final String DASHBOARDS = "  - workload: {namespace: bi, serviceAccount: dashboards}\n";
    private static final String GRANT = """
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseRoleBinding
            metadata: {name: analysts-on-spark1, namespace: analytics}
            spec:
              workspaces: {names: [contoso]}
              role: Synapse Compute Operator
              scope: {bigDataPool: spark1}
              subjects:
              - group: {provider: entra, id: %s}
            """.formatted(People.ANALYSTS);

    private final Path config;
    private final Report report;
    private final DevSteps dev;
    private final SqlSteps sql;

    ChangeSteps(Path config, Report report, DevSteps dev, SqlSteps sql) {
        this.config = config;
        this.report = report;
        this.dev = dev;
        this.sql = sql;
    }

    void run(DevClient dashboards, People people, Sidecar sidecar) {
        editBindings(
                dashboards, new Request("POST", "contoso", DevSteps.sessions("spark1"), Optional.of(people.bob())));
        editPolicies(sidecar);
    }

    private void editBindings(DevClient client, Request request) {
        var edit = new Edit(config.resolve("bindings.yaml"));
        String line = DevSteps.line(client, request, DevSteps.BOB);
        var before = new StringBuilder();
        report.row("binding added while running", line, "changed", () -> {
            before.append(edit.apply(text -> text + GRANT));
            return awaited("deny", "allow", Poll.until(EFFECT_WITHIN, () -> isAllowed(client, request)));
        });
        report.row("binding taken back", line, "changed", () -> {
            edit.write(before.toString());
            return awaited("allow", "deny", Poll.until(EFFECT_WITHIN, () -> !isAllowed(client, request)));
        });
    }

    /// A connection that was allowed, is used, and must end when its identity loses the endpoint.
    private void editPolicies(Sidecar sidecar) {
        var edit = new Edit(config.resolve("policies.yaml"));
        var before = new StringBuilder();
        report.row(
                "sql: loses connect while connected",
                SqlSteps.line("contoso", sidecar) + ", kept open",
                "changed",
                () -> {
                    try (var client = SqlClient.connect(sidecar, "contoso")) {
                        client.greet();
                        before.append(edit.apply(text -> replaceFirst(text, DASHBOARDS)));
                        boolean cut = Poll.until(EFFECT_WITHIN, () -> isCut(client));
                        return new Outcome(
                                cut ? "changed" : "still connected", cut ? "the open connection was closed" : "");
                    }
                });
        report.row(
                "sql: and cannot come back",
                SqlSteps.line("contoso", sidecar),
                "deny",
                () -> sql.connect(sidecar, "contoso"));
        report.row("sql: policy put back", SqlSteps.line("contoso", sidecar), "changed", () -> {
            edit.write(before.toString());
            return awaited(
                    "deny",
                    "allow",
                    Poll.until(
                            EFFECT_WITHIN,
                            () -> sql.connect(sidecar, "contoso").got().equals("allow")));
        });
    }

    private boolean isAllowed(DevClient client, Request request) throws IOException, InterruptedException {
        return dev.passes(client, request).got().equals("allow");
    }

    private static boolean isCut(SqlClient client) {
        try {
            client.roundTrip();
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    private static Outcome awaited(String from, String to, boolean became) {
        return became
                ? new Outcome("changed", "from " + from + " to " + to)
                : new Outcome("still " + from, "no effect within " + EFFECT_WITHIN.toSeconds() + " s");
    }

    private static String replaceFirst(String text, String line) {
        int at = text.indexOf(line);
        return at < 0 ? text : text.substring(0, at) + text.substring(at + line.length());
    }
}
