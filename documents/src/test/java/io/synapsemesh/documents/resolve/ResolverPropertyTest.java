package io.synapsemesh.documents.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.PolicyText;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random edits, applied one batch after another, must leave the resolver with what a fresh one makes of the documents
/// that
/// remain. If a look-up were not recorded, a stale policy would stay in force.
final class ResolverPropertyTest {
    private static final int BATCHES = 120;
    private static final String HEAD = "apiVersion: synapsemesh.io/v1alpha1\n";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void resolvesEditsAsIfTheyHadAlwaysBeenThere(long seed) {
        var random = new Random(seed);
        var resolver = new Resolver(UpstreamPolicy.PRODUCTION, "synapsemesh");
        var world = new TreeMap<DocumentRef, Document>();
        var policies = new HashMap<DocumentRef, String>();
        for (int batch = 0; batch < BATCHES; batch++) {
            Change change = edit(random, resolver, world);
            change.workspaces().forEach(ref -> policies.put(ref, policy(resolver, ref)));
            policies.values().removeIf(String::isEmpty);

            var fresh = new Resolver(UpstreamPolicy.PRODUCTION, "synapsemesh");
            var shuffled = new ArrayList<>(world.values());
            java.util.Collections.shuffle(shuffled, random);
            fresh.apply(shuffled, List.of());
            assertThat(print(resolver)).as("batch %d", batch).isEqualTo(print(fresh));
            assertThat(policies).as("policies after batch %d", batch).isEqualTo(policies(fresh));
        }
    }

    private static Change edit(Random random, Resolver resolver, Map<DocumentRef, Document> world) {
        var upserts = new HashMap<DocumentRef, Document>();
        var removed = new ArrayList<DocumentRef>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            Document document = document(random);
            if (random.nextInt(4) == 0) {
                if (!upserts.containsKey(document.ref())) {
                    world.remove(document.ref());
                    removed.add(document.ref());
                }
            } else {
                removed.remove(document.ref());
                upserts.put(document.ref(), document);
                world.put(document.ref(), document);
            }
        }
        return resolver.apply(upserts.values(), removed);
    }

    private static Document document(Random random) {
        String text = switch (random.nextInt(10)) {
            case 0 ->
                "kind: MeshTrust\nmetadata: {name: default}\nspec: {trustDomain: "
                        + pick(random, "corp.example", "other.example") + "}\n";
            case 1 ->
                "kind: IdentityProvider\nmetadata: {name: " + pick(random, "p1", "p2")
                        + "}\nspec: {type: Oidc, issuer: 'https://" + pick(random, "a", "b")
                        + ".example', audiences: [mesh]}\n";
            case 2 ->
                "kind: SynapseRouteTable\nmetadata: {name: extra}\nspec: {roles: [{name: Extra, dataActions: ["
                        + pick(random, "read", "artifacts/read") + "]}]}\n";
            case 3, 4, 5 -> workspace(random);
            case 6, 7 ->
                "kind: SynapseRoleBinding\nmetadata: {name: " + pick(random, "b1", "b2", "b3")
                        + ", namespace: " + namespace(random) + "}\nspec: {workspaces: " + selection(random)
                        + ", role: " + pick(random, "Synapse User", "Extra") + ", subjects: [" + subject(random)
                        + "]}\n";
            case 8 ->
                "kind: SynapseAccessPolicy\nmetadata: {name: " + pick(random, "a1", "a2")
                        + ", namespace: " + pick(random, "n1", "n2", "synapsemesh") + "}\nspec: {action: "
                        + pick(random, "Allow", "Deny") + ", endpoints: [dev], operations: [connect], workspaces: "
                        + selection(random) + ", subjects: [" + subject(random) + "]}\n";
            default ->
                "kind: MeshProxy\nmetadata: {name: " + pick(random, "x1", "x2") + ", namespace: "
                        + namespace(random) + "}\nspec: {role: Sidecar, identity: {serviceAccount: s}, attach:"
                        + " {workspaces: [{name: " + pick(random, "w1", "w2") + ", namespace: " + namespace(random)
                        + "}]}}\n";
        };
        var parsed = DocumentReader.read("f.yaml", (HEAD + text).getBytes(StandardCharsets.UTF_8), LastGood.NONE);
        assertThat(parsed.diagnostics()).as(text).isEmpty();
        return parsed.documents().getFirst();
    }

    private static String workspace(Random random) {
        return "kind: SynapseWorkspace\nmetadata: {name: " + pick(random, "w1", "w2") + ", namespace: "
                + namespace(random) + ", labels: {tier: " + pick(random, "gold", "lead") + "}}\nspec: {resourceId: "
                + "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/" + pick(random, "g1", "g2")
                + "/providers/Microsoft.Synapse/workspaces/" + pick(random, "alpha", "beta")
                + ", allow: {bindings: {from: "
                + pick(random, "Same", "All") + "}, proxies: {from: " + pick(random, "Same", "All") + "}}}\n";
    }

    private static String selection(Random random) {
        String which = random.nextBoolean()
                ? "names: [" + pick(random, "w1", "w2") + "]"
                : "selector: {matchLabels: {tier: gold}}";
        return "{" + which + (random.nextBoolean() ? ", namespace: " + namespace(random) : "") + "}";
    }

    private static String subject(Random random) {
        return random.nextBoolean()
                ? "{group: {provider: " + pick(random, "p1", "p2") + ", id: g}}"
                : "{workload: {namespace: n1, serviceAccount: s}}";
    }

    private static String namespace(Random random) {
        return pick(random, "n1", "n2");
    }

    private static String pick(Random random, String... options) {
        return options[random.nextInt(options.length)];
    }

    private static Map<DocumentRef, String> policies(Resolver resolver) {
        var policies = new HashMap<DocumentRef, String>();
        resolver.workspaces().forEach(workspace -> policies.put(workspace.ref(), policy(resolver, workspace.ref())));
        return policies;
    }

    private static String policy(Resolver resolver, DocumentRef ref) {
        return resolver.workspace(ref)
                .map((Workspace workspace) -> PolicyText.print(
                        PolicyCompiler.compile(workspace, resolver.bindingsOn(ref), resolver.policiesOn(ref))
                                .policy()))
                .orElse("");
    }

    private static String print(Resolver resolver) {
        return resolver.trust() + "\n" + resolver.providers() + "\n" + resolver.workspaces() + "\n" + resolver.proxies()
                + "\n" + resolver.routes().routes() + "\n" + resolver.diagnostics();
    }
}
