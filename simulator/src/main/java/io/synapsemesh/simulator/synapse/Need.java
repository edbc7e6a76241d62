package io.synapsemesh.simulator.synapse;

import java.util.Map;

/// One action a route requires, and where: `item` is `""` for the workspace or like `bigDataPools/{pool}`.
record Need(String shortAction, String item) {
    static Need of(String shortAction) {
        return new Need(shortAction, "");
    }

    String action() {
        return "Microsoft.Synapse/workspaces/" + shortAction;
    }

    String scope(String workspace, Map<String, String> variables) {
        String filled = item;
        for (var variable : variables.entrySet()) {
            filled = filled.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        return "workspaces/" + workspace + (filled.isEmpty() ? "" : "/" + filled);
    }

    /// As denials spell it: the workspace with `/*` (azure-docs, tenant move); items as they are (inferred).
    String shownScope(String workspace, Map<String, String> variables) {
        String scope = scope(workspace, variables);
        return item.isEmpty() ? scope + "/*" : scope;
    }
}
