package io.synapsemesh.core.azure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The roles a binding may name, by name (without case, as Azure compares) or GUID.
public final class RoleCatalog {
    private final Map<String, RoleDefinition> byKey = new HashMap<>();
    private final List<RoleDefinition> roles;

    private RoleCatalog(Collection<RoleDefinition> roles) {
        roles.forEach(role -> byKey.put(key(role.name()), role));
        // Last, so that no role can be named by the GUID of another.
        roles.forEach(role -> role.id().ifPresent(id -> byKey.put(key(id), role)));
        this.roles = roles.stream()
                .sorted(Comparator.comparing(RoleDefinition::name))
                .toList();
    }

    /// The ten roles Synapse ships, as recorded on its wire.
    public static RoleCatalog builtIn() {
        return new RoleCatalog(BuiltInRoles.ALL);
    }

    /// This catalog and `added`; an added role of a known name takes its place.
    public RoleCatalog with(Collection<RoleDefinition> added) {
        var merged = new ArrayList<RoleDefinition>();
        for (RoleDefinition role : roles) {
            if (added.stream().noneMatch(a -> key(a.name()).equals(key(role.name())))) {
                merged.add(role);
            }
        }
        merged.addAll(added);
        return new RoleCatalog(merged);
    }

    public Optional<RoleDefinition> find(String nameOrId) {
        return Optional.ofNullable(byKey.get(key(nameOrId)));
    }

    /// By name.
    public List<RoleDefinition> roles() {
        return roles;
    }

    private static String key(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
