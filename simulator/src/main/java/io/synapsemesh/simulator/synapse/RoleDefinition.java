package io.synapsemesh.simulator.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.simulator.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A built-in Synapse role: `dataActions` in lower case for comparing, `wire` as the service sends it.
///
/// The ten roles and their actions are those recorded from a live workspace in October 2021
/// (azure-sdk-for-js, `synapse-access-control-rest/recordings`); descriptions are our own.
record RoleDefinition(String id, String name, Set<String> dataActions, JsonNode wire) {
    static final List<RoleDefinition> BUILT_IN = load();
    static final String ADMINISTRATOR = "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78";

    static Optional<RoleDefinition> byId(String id) {
        return BUILT_IN.stream().filter(role -> role.id.equalsIgnoreCase(id)).findFirst();
    }

    static Optional<RoleDefinition> byName(String name) {
        return BUILT_IN.stream()
                .filter(role -> role.name.equalsIgnoreCase(name))
                .findFirst();
    }

    boolean grants(String action) {
        return dataActions.contains(AccessCheck.key(action));
    }

    private static List<RoleDefinition> load() {
        try (var in = RoleDefinition.class.getResourceAsStream("role-definitions.json")) {
            if (in == null) {
                throw new IllegalStateException("role-definitions.json is missing from the jar");
            }
            var roles = new ArrayList<RoleDefinition>();
            for (JsonNode role : Json.MAPPER.readTree(in)) {
                roles.add(parse(role));
            }
            return List.copyOf(roles);
        } catch (IOException e) {
            throw new UncheckedIOException("role-definitions.json cannot be read", e);
        }
    }

    private static RoleDefinition parse(JsonNode role) {
        Set<String> actions = role.at("/permissions/0/dataActions")
                .valueStream()
                .map(action -> AccessCheck.key(action.textValue()))
                .collect(Collectors.toUnmodifiableSet());
        return new RoleDefinition(role.get("id").textValue(), role.get("name").textValue(), actions, role);
    }
}
