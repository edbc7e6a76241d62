package io.synapsemesh.e2e.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/// A server that `tools/go-tools` built out of its Go module (pinned version and hashes); never one that happens to be
/// on PATH.
public record ToolBinary(Path path) {
    private static final String ROOT_PROPERTY = "synapsemesh.root";

    public ToolBinary {
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException("SYN1202: " + path + " is missing. Fix: run tools/go-tools "
                    + path.getFileName() + " in the checkout");
        }
    }

    public static ToolBinary find(String name) {
        return new ToolBinary(checkout().resolve(".tools/bin").resolve(name));
    }

    /// The folder with the CRDs of another project, as they are in its module: `cert-manager`.
    public static Path crds(String project) {
        var folder = checkout().resolve(".tools/crds").resolve(project);
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    "SYN1202: " + folder + " is missing. Fix: run tools/go-tools crds in the checkout");
        }
        return folder;
    }

    private static Path checkout() {
        var root = System.getProperty(ROOT_PROPERTY);
        if (root == null) {
            throw new IllegalStateException("SYN1202: the system property " + ROOT_PROPERTY
                    + " does not name the checkout. Fix: start the tests with make or tools/mvn");
        }
        return Path.of(root).toAbsolutePath();
    }
}
