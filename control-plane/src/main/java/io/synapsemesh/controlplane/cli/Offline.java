package io.synapsemesh.controlplane.cli;

import io.synapsemesh.controlplane.CaMaterial;
import io.synapsemesh.controlplane.Refused;
import io.synapsemesh.controlplane.node.NodeTokens;
import io.synapsemesh.controlplane.source.DocumentFiles;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataDirectoryRefused;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Parsed;
import io.synapsemesh.documents.report.DiagnosticText;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// What commands do without a server: with the data directory, and with documents.
final class Offline {
    /// The control plane's own namespace, unless `--namespace` says otherwise.
    static final String NAMESPACE = "synapsemesh";

    private Offline() {}

    static DataDirectory directory(Path path) {
        if (!Files.isDirectory(path)) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1210,
                    "there is no data directory " + path,
                    "Give --data-dir of the control plane; serve makes it at its first start.");
        }
        try {
            return DataDirectory.open(path);
        } catch (DataDirectoryRefused e) {
            throw refused(e);
        }
    }

    /// With the key that signs them, which is sealed as MeshTrust says.
    static NodeTokens tokens(DataDirectory directory, Trust trust) {
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        try (var material = CaMaterial.open(directory, trust.caStore(), trust.keyEncryption(), clock, random)) {
            return NodeTokens.open(directory, material.seal(), trust.trustDomain(), clock, random);
        } catch (Refused e) {
            throw refused(e);
        }
    }

    static CliProblem refused(Refused refused) {
        return new CliProblem(Exit.FAILED, refused.code(), String.valueOf(refused.getMessage()), refused.fix());
    }

    static CliProblem refused(DataDirectoryRefused refused) {
        String text = String.valueOf(refused.getMessage());
        int fix = text.indexOf(" Fix: ");
        String what = fix < 0 ? text : text.substring(0, fix);
        String code = refused.code() + ": ";
        return new CliProblem(
                Exit.FAILED,
                refused.code(),
                what.startsWith(code) ? what.substring(code.length()) : what,
                fix < 0 ? "See the data directory." : text.substring(fix + " Fix: ".length()));
    }

    /// The model of the documents under `config`.
    ///
    /// @throws CliProblem with exit 65 if one is bad: its diagnostics are printed first
    static Resolver resolved(Path config, String namespace, UpstreamPolicy upstreams, Terminal terminal) {
        Parsed parsed = parsed(List.of(config));
        if (parsed.hasErrors()) {
            terminal.err().print(DiagnosticText.print(parsed.diagnostics()));
            throw new CliProblem(
                    Exit.BAD_INPUT,
                    Code.SYN1210,
                    "the documents in " + config + " have errors",
                    "Run: synapsemesh validate " + config);
        }
        var resolver = new Resolver(upstreams, namespace);
        resolver.apply(parsed.documents(), List.of());
        return resolver;
    }

    static Parsed parsed(List<Path> paths) {
        try {
            return DocumentFiles.read(paths, Instant.now());
        } catch (IOException e) {
            throw CliProblem.unreadable(e.getMessage() == null ? paths.toString() : e.getMessage(), e);
        }
    }

    /// A proxy as users write it, `namespace/name`.
    static DocumentRef proxy(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw CliProblem.usage(text + " is not a proxy", "Write it as namespace/name of its MeshProxy.");
        }
        return new DocumentRef("MeshProxy", parts[0], parts[1]);
    }
}
