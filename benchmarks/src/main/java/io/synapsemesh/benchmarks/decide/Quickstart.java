package io.synapsemesh.benchmarks.decide;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The documents of `samples/quickstart`, resolved.
public final class Quickstart {
    public static final DocumentRef WORKSPACE = new DocumentRef("SynapseWorkspace", "analytics", "contoso");

    private Quickstart() {}

    public static Resolver resolver(Path root) throws IOException {
        List<Document> documents = new ArrayList<>();
        try (var files = Files.newDirectoryStream(root.resolve("samples/quickstart"), "*.yaml")) {
            for (var file : files) {
                var parsed = DocumentReader.read(
                        String.valueOf(file.getFileName()), Files.readAllBytes(file), LastGood.NONE);
                if (parsed.hasErrors()) {
                    throw new IllegalStateException("the quickstart has errors: " + parsed.diagnostics());
                }
                documents.addAll(parsed.documents());
            }
        }
        var resolver = new Resolver(UpstreamPolicy.PRODUCTION, "mesh");
        resolver.apply(documents, List.of());
        return resolver;
    }

    public static Workspace workspace(Resolver resolver) {
        return resolver.workspace(WORKSPACE)
                .orElseThrow(() -> new IllegalStateException("the quickstart has no " + WORKSPACE));
    }
}
