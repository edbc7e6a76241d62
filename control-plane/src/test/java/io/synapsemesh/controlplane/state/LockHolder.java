package io.synapsemesh.controlplane.state;

import java.io.IOException;
import java.nio.file.Path;

/// Another control plane, for [DataDirectoryTest]: takes the lock, says so, and waits to be killed.
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (var lock = DataDirectory.open(Path.of(arguments[0])).lock("xds")) {
            System.out.println(lock == null ? "nothing" : "held");
            System.in.read();
        }
    }
}
