package io.synapsemesh.demo;

import java.nio.file.Files;
import java.nio.file.Path;

/// The Envoy that `tools/setup` put into the checkout (pinned version and hash); never one that happens to be on PATH,
/// because what was tried against one version says little about another.
public record EnvoyBinary(Path path) {

    private static final String ROOT_PROPERTY = "synapsemesh.root";

    public EnvoyBinary {
        if (!Files.isExecutable(path)) {
            throw new EnvoyFailure("SYN1202: Envoy is missing at " + path + ". Fix: run tools/setup in the checkout");
        }
    }

    /// Found through the system property `synapsemesh.root`, which the launcher and the tests' pom set.
    public static EnvoyBinary find() {
        var root = System.getProperty(ROOT_PROPERTY);
        if (root == null) {
            throw new EnvoyFailure("SYN1202: the system property " + ROOT_PROPERTY
                    + " does not name the checkout. Fix: start with ./synapsemesh, make or tools/mvn");
        }
        return in(Path.of(root));
    }

    public static EnvoyBinary in(Path checkout) {
        return new EnvoyBinary(checkout.resolve(".tools/bin/envoy").toAbsolutePath());
    }
}
