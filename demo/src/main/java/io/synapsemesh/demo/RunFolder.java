package io.synapsemesh.demo;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/// The folder of one run, for its owner only: `config/` to edit, `data/` of the control plane, one folder an Envoy,
/// `control-plane.log`, `hosts`.
record RunFolder(Path root) {
    private static final String ROOT_PROPERTY = "synapsemesh.root";
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /// The checkout, named by the launcher or the tests' pom.
    static Path checkout() {
        String root = System.getProperty(ROOT_PROPERTY);
        if (root == null) {
            throw new DemoProblem(
                    Code.SYN1202,
                    "the system property " + ROOT_PROPERTY + " does not name the checkout",
                    "Start with ./synapsemesh demo, or make demo.");
        }
        return Path.of(root).toAbsolutePath();
    }

    /// A new one below the checkout's git-ignored tool folder, mode 0700. One that a run of long ago left under the
    /// same
    /// process id is removed.
    static RunFolder create(Path checkout) {
        Path parent = checkout.resolve(".tools/demo");
        try {
            Files.createDirectories(parent);
            Path root = parent.resolve("run-" + ProcessHandle.current().pid());
            if (Files.exists(root)) {
                new RunFolder(root).delete();
            }
            return new RunFolder(Files.createDirectory(root, PRIVATE));
        } catch (IOException e) {
            throw new DemoProblem(
                    Code.SYN1210,
                    "no folder for the run can be made in " + parent + " (" + e.getMessage() + ")",
                    "Check that this user may write there.");
        }
    }

    Path config() {
        return root.resolve("config");
    }

    Path data() {
        return root.resolve("data");
    }

    Path envoy(String name) {
        return root.resolve("envoy-" + name);
    }

    Path log() {
        return root.resolve("control-plane.log");
    }

    /// The CA that applications trust, PEM.
    Path clientCa() {
        return data().resolve("client-ca.pem");
    }

    Path hosts() {
        return root.resolve("hosts");
    }

    /// Removes the whole run.
    void delete() {
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + root, e);
        }
    }
}
