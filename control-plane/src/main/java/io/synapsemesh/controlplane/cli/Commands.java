package io.synapsemesh.controlplane.cli;

import java.util.List;
import java.util.Map;

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

    /// Commands under another one, in classes of their own.
    static Map<String, List<Object>> nested(Terminal terminal) {
        return Map.of(
                "certs",
                List.of(
                        new CertsListCommand(terminal),
                        new CertsShowCommand(terminal),
                        new CertsRenewCommand(terminal),
                        new CertsNeedsRenewalCommand(terminal),
                        new CertsHistoryCommand(terminal),
                        new CertsReportsCommand(terminal),
                        new CertsRecoverCommand(terminal)),
                "trust",
                List.of(
                        new TrustListCommand(terminal),
                        new TrustShowCommand(terminal),
                        new TrustImportCommand(terminal),
                        new TrustBundleCommand(terminal),
                        new TrustRefreshCommand(terminal)));
    }
}
