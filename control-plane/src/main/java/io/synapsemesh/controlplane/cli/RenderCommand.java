package io.synapsemesh.controlplane.cli;

import io.synapsemesh.controlplane.OfflineMesh;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.documents.Parsed;
import io.synapsemesh.documents.report.DiagnosticText;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.xds.render.BootstrapFiles;
import io.synapsemesh.xds.render.BootstrapInput;
import io.synapsemesh.xds.render.BootstrapRenderer;
import io.synapsemesh.xds.render.HostPort;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "render",
        description = "Prints what proxies would be given for these documents, without a server.",
        mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
    private final Terminal terminal;

    /// For what.
    enum Target {
        ENVOY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--target", required = true, paramLabel = "TARGET", description = "envoy.")
    private Target target = Target.ENVOY;

    @Option(names = "--config", required = true, paramLabel = "DIR", description = "The documents.")
    private Path config = Path.of(".");

    @Option(
            names = "--proxy",
            paramLabel = "NAMESPACE/NAME",
            description = "Print one bootstrap with everything in it, for this MeshProxy.")
    private @Nullable String proxy;

    @Option(
            names = "--resources",
            description = "Print each resource as a line of JSON (of all proxies, or of --proxy).")
    private boolean resources;

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description = "Write the files the bootstrap names, with keys made for this rendering.")
    private @Nullable Path secrets;

    @Option(
            names = "--xds",
            paramLabel = "HOST:PORT",
            description = "Where access logs go (default: ${DEFAULT-VALUE}).",
            defaultValue = "localhost:15010")
    private String xds = "localhost:15010";

    @Option(
            names = "--authz",
            paramLabel = "HOST:PORT",
            description = "Where decisions are asked for (default: ${DEFAULT-VALUE}).",
            defaultValue = "localhost:15011")
    private String authorizer = "localhost:15011";

    @Mixin
    private final Workings workings = new Workings();

    /// How the control plane would run.
    static final class Workings {
        @Option(
                names = "--namespace",
                paramLabel = "NAME",
                description = "The control plane's own (default: ${DEFAULT-VALUE}).",
                defaultValue = Offline.NAMESPACE)
        private String namespace = Offline.NAMESPACE;

        @Option(
                names = "--access-log",
                paramLabel = "FILE",
                description = "Where the proxy writes its log of record (default: ${DEFAULT-VALUE}).",
                defaultValue = "/dev/null")
        private String accessLog = "/dev/null";
    }

    RenderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (proxy == null && !resources) {
            throw CliProblem.usage("--proxy or --resources is missing", "See: synapsemesh render --help");
        }
        Published published = published();
        terminal.err().print(DiagnosticText.print(published.diagnostics()));
        var shown = new TreeSet<DocumentRef>();
        if (proxy == null) {
            shown.addAll(published.proxies().keySet());
        } else {
            shown.add(Offline.proxy(proxy));
        }
        if (resources) {
            lines(shown, published).forEach(terminal.out()::println);
        } else {
            terminal.out().print(bootstrap(shown.first(), published));
        }
        return published.diagnostics().stream().anyMatch(d -> d.isError()) ? Exit.BAD_INPUT : Exit.OK;
    }

    private Published published() {
        Parsed parsed = Offline.parsed(List.of(config));
        if (parsed.hasErrors()) {
            terminal.err().print(DiagnosticText.print(parsed.diagnostics()));
            throw new CliProblem(
                    Exit.BAD_INPUT,
                    Code.SYN1210,
                    "the documents in " + config + " have errors",
                    "Run: synapsemesh validate " + config);
        }
        return OfflineMesh.publish(
                parsed.documents(), UpstreamPolicy.PRODUCTION, workings.namespace, workings.accessLog);
    }

    private List<String> lines(Set<DocumentRef> proxies, Published published) {
        var all = new TreeSet<String>();
        for (DocumentRef ref : proxies) {
            resources(ref, published).forEach(resource -> all.add(RenderedText.line(resource)));
        }
        return List.copyOf(all);
    }

    private String bootstrap(DocumentRef ref, Published published) {
        List<Resource> all = resources(ref, published);
        Path folder = (secrets == null ? Path.of("secrets") : secrets)
                .toAbsolutePath()
                .normalize();
        var trust = published
                .trust()
                .map(Trust::trustDomain)
                .orElseThrow(() -> new CliProblem(
                        Exit.BAD_INPUT, Code.SYN1210, "there is no MeshTrust in " + config, "Add one named default."));
        var input = new BootstrapInput(
                ref.qualifiedName(),
                address(xds, "--xds", "localhost:15010"),
                address(authorizer, "--authz", "localhost:15011"),
                SpiffeId.ofControlPlane(trust),
                folder.resolve("bootstrap-ca.pem"),
                folder.resolve("node.token"),
                folder,
                new BootstrapInput.AdminAddress.Loopback(0));
        BootstrapFiles files = BootstrapRenderer.renderStatic(
                input,
                all.stream()
                        .filter(r -> !r.type().equals(TypeUrl.SECRET))
                        .map(RenderedText::rendered)
                        .toList(),
                folder);
        if (secrets != null) {
            writeSecrets(folder, files, all);
        }
        return files.bootstrap();
    }

    private void writeSecrets(Path folder, BootstrapFiles files, List<Resource> all) {
        try {
            Files.createDirectories(folder);
            for (var file : files.secrets().entrySet()) {
                write(folder.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            int written = files.secrets().size();
            for (Resource resource : all) {
                if (resource.type().equals(TypeUrl.SECRET)) {
                    write(
                            folder.resolve(BootstrapRenderer.secretFileName(resource.name())),
                            BootstrapRenderer.secretFile(RenderedText.rendered(resource))
                                    .open());
                    written++;
                }
            }
            terminal.say("wrote " + written + " files to " + folder + "; their keys were made for this rendering");
        } catch (IOException e) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1210,
                    "the folder " + folder + " cannot be written ("
                            + e.getClass().getSimpleName() + ")",
                    "Give another one with --secrets.");
        }
    }

    private static HostPort address(String text, String option, String example) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw CliProblem.usage(option + ": " + e.getMessage(), "Write it as " + example + ".");
        }
    }

    private List<Resource> resources(DocumentRef ref, Published published) {
        View view = published.snapshot().view(ref);
        if (view == null) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN0405,
                    "there is no MeshProxy " + ref.qualifiedName() + " with anything to serve in " + config,
                    "Run: synapsemesh validate " + config);
        }
        var all = new ArrayList<Resource>();
        view.types().forEach(type -> all.addAll(view.type(type).resources()));
        all.sort(Comparator.comparing(Resource::type).thenComparing(Resource::name));
        return all;
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
