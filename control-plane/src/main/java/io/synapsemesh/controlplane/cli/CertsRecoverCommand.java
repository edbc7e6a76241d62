package io.synapsemesh.controlplane.cli;

import io.synapsemesh.certs.authority.EndedRoots;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.MeshRecovery;
import io.synapsemesh.controlplane.Refused;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataDirectoryRefused;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Offline: the control plane is down, its certificates have ended, and so has whatever could authenticate a request.
/// The right to the data directory is the credential.
@Command(
        name = "recover",
        description = "Replaces every root that has ended, while the control plane is down. Start serve afterwards.",
        mixinStandardHelpOptions = true)
final class CertsRecoverCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--config", paramLabel = "DIR", required = true, description = "The documents, as for serve.")
    private Path config = Path.of(".");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./.synapsemesh",
            description = "Default: ${DEFAULT-VALUE}.")
    private Path dataDir = Path.of("./.synapsemesh");

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = Offline.NAMESPACE,
            description = "The control plane's own (default: ${DEFAULT-VALUE}).")
    private String namespace = Offline.NAMESPACE;

    CertsRecoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DataDirectory directory = Offline.directory(dataDir);
        var resolver = Offline.resolved(config, namespace, UpstreamPolicy.PRODUCTION, terminal);
        var trust = resolver.trust()
                .orElseThrow(() -> new CliProblem(
                        Exit.BAD_INPUT,
                        Code.SYN1210,
                        "there is no MeshTrust document in " + config,
                        "Give the directory that serve is given."));
        try (var lock = directory.lock("xds")) {
            var replaced = MeshRecovery.run(directory, trust, resolver.workspaces());
            if (replaced.isEmpty()) {
                terminal.say("No root has ended: start serve, it renews every certificate by itself.");
            }
            replaced.forEach(this::say);
            return lock == null ? Exit.FAILED : Exit.OK;
        } catch (Refused e) {
            throw Offline.refused(e);
        } catch (DataDirectoryRefused e) {
            throw Offline.refused(e);
        }
    }

    private void say(EndedRoots.Replaced root) {
        terminal.say("replaced the root of " + root.authority() + ", which ended at " + root.endedAt()
                + (root.successor() == EndedRoots.Successor.PREPARED
                        ? ", by the one prepared for it"
                        : ", by a new one")
                + " until " + root.endsAt());
        if (root.successor() == EndedRoots.Successor.NEW && !root.authority().equals("mesh")) {
            terminal.say(
                    root.authority().equals("control-plane")
                            ? "  next: after serve has started, give every proxy the new "
                                    + dataDir.resolve(ControlPlane.BOOTSTRAP_CA)
                            : "  next: after serve has started, give applications the new roots:"
                                    + " synapsemesh trust export");
        }
    }
}
