package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.Workspace;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The suffixes of the declared `dev` hosts, such as `dev.azuresynapse.net`: each has a client-facing authority.
public final class HostSuffixes {
    private HostSuffixes() {}

    public static SortedSet<String> of(Collection<Workspace> workspaces) {
        var suffixes = new TreeSet<String>();
        workspaces.forEach(workspace -> of(workspace).ifPresent(suffixes::add));
        return suffixes;
    }

    private static Optional<String> of(Workspace workspace) {
        return Optional.ofNullable(workspace.endpoints().get(Endpoint.DEV))
                .map(dev -> dev.host().substring(dev.host().indexOf('.') + 1));
    }
}
