package io.synapsemesh.core.policy;

import io.synapsemesh.core.diagnostic.Diagnostic;
import java.util.List;

/// A compiled policy and what the compiler had to leave out. A part that is left out grants nothing.
public record Compiled(PolicyIr policy, List<Diagnostic> diagnostics) {
    public Compiled {
        diagnostics = diagnostics.stream().sorted().toList();
    }
}
