package io.synapsemesh.xds.render;

import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.route.RouteTable;
import java.util.Comparator;
import java.util.List;

/// What the resources of one workspace follow from.
///
/// @param providers those whose tokens count; keys are not needed here
public record WorkspaceInput(
        Workspace workspace, PolicyIr policy, RouteTable routes, List<Provider> providers, Trust trust) {
    public WorkspaceInput {
        providers =
                providers.stream().sorted(Comparator.comparing(Provider::name)).toList();
    }
}
