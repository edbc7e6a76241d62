package io.synapsemesh.core.azure;

import com.google.common.base.Ascii;

/// Where in a workspace an action is granted or required: the workspace, or one item of it. Item names compare without
/// case (rules.md A, "Canonical path"), over ASCII letters only, as every enforcement point can; held in lower case.
public sealed interface Scope {
    /// The whole workspace.
    Scope WORKSPACE = new Workspace();

    /// The scope as Synapse prints it: `workspaces/contoso` or `workspaces/contoso/bigDataPools/spark1`.
    String print(String workspace);

    /// Whether a grant here covers a requirement at `required`: the same scope, or one below it.
    boolean covers(Scope required);

    static Scope item(ScopeKind kind, String name) {
        return new Item(kind, Ascii.toLowerCase(name));
    }

    record Workspace() implements Scope {
        @Override
        public String print(String workspace) {
            return "workspaces/" + workspace;
        }

        @Override
        public boolean covers(Scope required) {
            return true;
        }
    }

    record Item(ScopeKind kind, String name) implements Scope {
        public Item {
            if (name.isEmpty() || !name.equals(Ascii.toLowerCase(name))) {
                throw new IllegalArgumentException("an item name is lower case and not empty: " + name);
            }
        }

        @Override
        public String print(String workspace) {
            return "workspaces/" + workspace + "/" + kind.collection() + "/" + name;
        }

        @Override
        public boolean covers(Scope required) {
            return equals(required);
        }
    }
}
