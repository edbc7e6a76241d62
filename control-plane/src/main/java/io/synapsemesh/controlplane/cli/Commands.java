package io.synapsemesh.controlplane.cli;

import java.util.List;

/// Every command, in the order of the help.
final class Commands {
    private Commands() {}

    static List<Object> all(Terminal terminal) {
        return List.of(
                new ServeCommand(terminal),
                new ValidateCommand(terminal),
                new RenderCommand(terminal),
                new StatusCommand(terminal),
                new ProxiesCommand(terminal),
                new CertsCommand(terminal),
                new BootstrapCommand(terminal),
                new TokenCommand(terminal),
                new TrustCommand(terminal));
    }
}
