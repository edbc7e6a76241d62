package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.RoleCatalog;
import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.identity.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The documents of one world, drawn from its seed: every kind of subject, scope, effect and condition.
final class WorldDocuments {
    private static final List<RoleDefinition> ROLES = RoleCatalog.builtIn().roles();
    private static final List<String> ACTIONS = List.of(
            "read",
            "artifacts/read",
            "pipelines/write",
            "pipelines/viewOutputs/action",
            "notebooks/delete",
            "bigDataPools/useCompute/action",
            "linkedServices/useSecret/action",
            "credentials/useSecret/action",
            "integrationRuntimes/viewLogs/action",
            "roleAssignments/write");

    private final World world;
    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private int count;

    private WorldDocuments(World world) {
        this.world = world;
        this.random = new Random(world.seed());
    }

    /// @param workspace the SynapseWorkspace itself, which knows where its upstreams are
    static String of(World world, String workspace) {
        var documents = new WorldDocuments(world);
        documents.text.append(workspace);
        documents.write();
        return documents.text.toString();
    }

    private void write() {
        allowConnections();
        int bindings = 4 + random.nextInt(5);
        for (int i = 0; i < bindings; i++) {
            binding();
        }
        int allows = 2 + random.nextInt(3);
        for (int i = 0; i < allows; i++) {
            allow();
        }
        int denies = random.nextInt(4);
        for (int i = 0; i < denies; i++) {
            deny();
        }
    }

    /// Most carriers may connect, some of them from somewhere only; else everything else is never reached.
    private void allowConnections() {
        for (SpiffeId carrier : Cast.CARRIERS.subList(0, 4)) {
            if (random.nextInt(5) > 0) {
                String when = random.nextInt(3) == 0 ? ", when: {sourceCidrs: " + ranges() + "}" : "";
                policy("Allow", "", "[dev]", "operations: [connect]", List.of(workload(carrier)), when);
            }
            if (random.nextInt(3) > 0) {
                String when = random.nextInt(3) == 0 ? ", when: {sourceCidrs: " + ranges() + "}" : "";
                String endpoints = pick(List.of("[sql]", "[sqlOnDemand]", "[sql, sqlOnDemand]"));
                policy("Allow", "", endpoints, "operations: [connect]", List.of(workload(carrier)), when);
            }
        }
        if (random.nextInt(2) == 0) {
            policy("Deny", random.nextInt(4) == 0 ? "mode: Audit, " : "", "[sql, sqlOnDemand]", "operations: [connect]",
                    List.of(workload(pick(Cast.CARRIERS))),
                    random.nextBoolean() ? ", when: {sourceCidrs: " + ranges() + "}" : "");
        }
    }

    private void binding() {
        RoleDefinition role = pick(ROLES);
        var scopes = new ArrayList<String>();
        for (ScopeKind kind : ScopeKind.values()) {
            for (String item : kind == ScopeKind.CREDENTIAL ? List.of("WorkspaceSystemIdentity", "spark1") : Cast.ITEMS) {
                if (role.isAssignableAt(Scope.item(kind, item))) {
                    scopes.add(", scope: {" + kind.documentName() + ": \"" + item + "\"}");
                }
            }
        }
        String scope = scopes.isEmpty() || random.nextInt(3) == 0 ? "" : pick(scopes);
        add("SynapseRoleBinding", "role: \"" + role.name() + "\"" + scope + ", subjects: " + subjects());
    }

    private void allow() {
        var operations = new ArrayList<String>(some(ACTIONS, 1 + random.nextInt(4)));
        if (random.nextInt(3) == 0) {
            operations.add("connect");
        }
        String routes = some(Cast.UNKNOWN_PREFIXES, 1 + random.nextInt(2)).stream()
                .map(prefix -> "{method: " + pick(List.of("GET", "POST", "DELETE")) + ", pathPrefix: " + prefix + "}")
                .collect(Collectors.joining(", ", "unknownRoutes: [", "]"));
        String what = switch (random.nextInt(3)) {
            case 0 -> "operations: " + operations;
            case 1 -> routes;
            default -> "operations: " + operations + ", " + routes;
        };
        policy("Allow", "", "[dev]", what, subjectList(), when());
    }

    private void deny() {
        String what = "operations: "
                + (random.nextInt(3) == 0 ? List.of("connect") : some(ACTIONS, 1 + random.nextInt(2)));
        policy("Deny", random.nextInt(4) == 0 ? "mode: Audit, " : "", "[dev]", what, subjectList(), when());
    }

    private String when() {
        return switch (random.nextInt(5)) {
            case 0 -> ", when: {sourceCidrs: " + ranges() + "}";
            case 1 -> ", when: {claims: {environment: prod}}";
            case 2 -> random.nextBoolean()
                    ? ", when: {claims: {department: sales}}"
                    : ", when: {sourceCidrs: " + ranges() + ", claims: {department: risk}}";
            default -> "";
        };
    }

    private List<String> ranges() {
        return some(Cast.RANGES, 1 + random.nextInt(2)).stream().map(range -> "\"" + range + "\"").toList();
    }

    private List<String> subjects() {
        return subjectList();
    }

    private List<String> subjectList() {
        return IntStream.range(0, 1 + random.nextInt(3)).mapToObj(_ -> subject()).toList();
    }

    private String subject() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> group();
            case 3 -> user();
            case 4 -> user();
            case 5 -> application();
            case 6, 7 -> claims();
            case 8 -> acting();
            default -> workload(pick(Cast.CARRIERS));
        };
    }

    private String group() {
        return random.nextInt(3) == 0
                ? "{group: {provider: okta, id: \"" + pick(Cast.OKTA_GROUPS) + "\"}}"
                : "{group: {provider: " + pick(List.of("entra", "entra", "solo")) + ", id: " + pick(Cast.GROUPS) + "}}";
    }

    private String user() {
        String person = pick(Cast.PEOPLE);
        return switch (random.nextInt(4)) {
            case 0 -> "{user: {provider: okta, id: " + person + "}}";
            case 1 -> "{user: {provider: solo, id: " + person + "}}";
            default ->
                "{user: {provider: entra, tenant: " + pick(List.of(Cast.TENANT_ONE, Cast.TENANT_TWO)) + ", id: "
                        + person.toUpperCase(Locale.ROOT) + "}}";
        };
    }

    private String application() {
        return "{servicePrincipal: {provider: " + pick(List.of("entra", "solo")) + ", appId: "
                + pick(Cast.APPLICATIONS) + "}}";
    }

    private String claims() {
        return switch (random.nextInt(4)) {
            case 0 -> "{claims: {provider: github, match: {repository: " + pick(Cast.REPOSITORIES) + "}}}";
            case 1 ->
                "{claims: {provider: github, match: {repository: " + pick(Cast.REPOSITORIES) + ", environment: "
                        + pick(Cast.ENVIRONMENTS) + "}}}";
            case 2 -> "{claims: {provider: okta, match: {department: " + pick(Cast.DEPARTMENTS) + "}}}";
            default -> "{claims: {provider: entra, match: {ver: \"" + pick(List.of("1.0", "2.0")) + "\"}}}";
        };
    }

    private String acting() {
        return "{servicePrincipal: {provider: entra, appId: " + Believed.AGENT + "}, actingFor: {group: {provider: entra,"
                + " id: " + pick(Cast.GROUPS) + "}}}";
    }

    private static String workload(SpiffeId id) {
        return "{workload: {spiffeId: \"" + id.uri() + "\"}}";
    }

    private void policy(
            String action, String mode, String endpoints, String what, List<String> subjects, String when) {
        add("SynapseAccessPolicy", "action: " + action + ", " + mode + "endpoints: " + endpoints + ", " + what
                + ", subjects: " + subjects + when);
    }

    private void add(String kind, String spec) {
        text.append("""
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: %s
                metadata: {name: %s-%d, namespace: %s}
                spec: {workspaces: {names: [%s]}, %s}
                """.formatted(kind, world.name(), count++, World.NAMESPACE, world.name(), spec));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> List<T> some(List<T> from, int number) {
        var all = new ArrayList<>(from);
        java.util.Collections.shuffle(all, random);
        return all.subList(0, Math.min(number, all.size()));
    }
}
