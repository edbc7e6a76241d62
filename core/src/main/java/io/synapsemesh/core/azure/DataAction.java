package io.synapsemesh.core.azure;

import java.util.Locale;
import java.util.regex.Pattern;

/// A Synapse data action without its common prefix: `bigDataPools/useCompute/action` stands for
/// `Microsoft.Synapse/workspaces/bigDataPools/useCompute/action`. Azure compares actions without case; so do we:
/// equality
/// and order are those of the lower-cased text, the spelling of the source is kept for people.
///
/// The mesh has actions of its own, under `mesh/`: no role holds them.
public final class DataAction implements Comparable<DataAction> {
    public static final String PREFIX = "Microsoft.Synapse/workspaces/";

    // Before the actions below, which it parses.
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z]+(/[A-Za-z]+){0,3}");

    /// What "Synapse User" grants: implied at the workspace by any grant.
    public static final DataAction READ = parse("read");
    /// What a route that is missing from the table requires.
    public static final DataAction UNKNOWN_ROUTE = parse("mesh/unknownRoute");

    private final String name;
    private final String key;

    private DataAction(String name) {
        this.name = name;
        this.key = name.toLowerCase(Locale.ROOT);
    }

    /// Accepts the short and the full form.
    ///
    /// @throws IllegalArgumentException if `text` is neither; a wildcard is not an action
    public static DataAction parse(String text) {
        String shortened =
                text.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) ? text.substring(PREFIX.length()) : text;
        if (!GRAMMAR.matcher(shortened).matches()) {
            throw new IllegalArgumentException("not a Synapse data action: " + text);
        }
        return new DataAction(shortened);
    }

    /// The short form, such as `artifacts/read`.
    public String name() {
        return name;
    }

    /// The form Azure prints: with the prefix, except for the mesh's own actions.
    public String fullName() {
        return key.startsWith("mesh/") ? name : PREFIX + name;
    }

    @Override
    public int compareTo(DataAction other) {
        return key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataAction action && action.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
