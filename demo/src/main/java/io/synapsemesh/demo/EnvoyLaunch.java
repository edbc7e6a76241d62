package io.synapsemesh.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What is started, the same for a process and a container: a bootstrap and a folder of the Envoy's own, which has the
/// same path inside a container, so that one bootstrap may name files in it for both.
///
/// The bootstrap needs an `admin` address; port 0 is best, the port taken is read from the folder.
///
/// @param name      of the Envoy in messages, a file name's characters only
/// @param folder    absolute; holds `envoy.yaml`, `admin-address` and `envoy.log` besides what the caller puts there
/// @param bootstrap YAML
/// @param arguments added to Envoy's command line
public record EnvoyLaunch(String name, Path folder, String bootstrap, List<String> arguments) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public EnvoyLaunch {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for an Envoy: " + name);
        }
        folder = folder.toAbsolutePath();
        arguments = List.copyOf(arguments);
    }

    public static EnvoyLaunch of(String name, Path folder, String bootstrap) {
        return new EnvoyLaunch(name, folder, bootstrap, List.of());
    }

    public EnvoyLaunch with(String... more) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new EnvoyLaunch(name, folder, bootstrap, all);
    }

    /// Envoy writes its admin address here once the port is bound.
    public Path adminAddressFile() {
        return folder.resolve("admin-address");
    }

    /// Everything after the binary. One worker: several Envoys share one machine here. Without hot restart, whose
    /// abstract sockets would make Envoys of one network namespace meet.
    public List<String> commandLine() {
        var line = new ArrayList<>(List.of(
                "--config-path",
                folder.resolve("envoy.yaml").toString(),
                "--admin-address-path",
                adminAddressFile().toString(),
                "--disable-hot-restart",
                "--concurrency",
                "1"));
        line.addAll(arguments);
        return List.copyOf(line);
    }

    /// Writes the folder. Only its owner may read it: a bootstrap may name credentials beside it.
    public void prepare() {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(adminAddressFile());
            var file = folder.resolve("envoy.yaml");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, bootstrap);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the folder of Envoy " + name + ": " + folder, e);
        }
    }
}
