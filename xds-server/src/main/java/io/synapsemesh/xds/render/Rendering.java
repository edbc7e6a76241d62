package io.synapsemesh.xds.render;

import io.synapsemesh.core.diagnostic.Diagnostic;
import java.util.List;

/// What came of rendering one thing.
///
/// @param resources in a fixed order
/// @param diagnostics what Envoy cannot express and was therefore left denied
public record Rendering(List<Rendered> resources, List<Diagnostic> diagnostics) {
    public Rendering {
        resources = List.copyOf(resources);
        diagnostics = List.copyOf(diagnostics);
    }
}
