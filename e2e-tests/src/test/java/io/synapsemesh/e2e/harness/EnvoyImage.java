package io.synapsemesh.e2e.harness;

import com.github.dockerjava.api.exception.NotFoundException;
import io.synapsemesh.demo.EnvoyBinary;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/// An image of the pinned Envoy and the shared libraries it needs, `FROM scratch`: no registry is asked. Its tag is a
/// hash of its content, so that it is built once an engine and never stale.
///
/// @param tag in the local engine
public record EnvoyImage(String tag) {

    private static final String REPOSITORY = "synapsemesh-test/envoy";
    private static final String BINARY_INSIDE = "usr/local/bin/envoy";
    /// A line of `ldd`: `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)`, or the loader's path alone.
    private static final Pattern LIBRARY = Pattern.compile("(?:^|=>)\\s*(/\\S+) \\(0x");

    public static EnvoyImage of(EnvoyBinary envoy) {
        var binary = real(envoy.path());
        var libraries = libraries(binary);
        var image = new EnvoyImage(REPOSITORY + ":" + hash(binary, libraries));
        if (!image.exists()) {
            image.build(binary, libraries);
        }
        return image;
    }

    private boolean exists() {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(tag).exec();
            return true;
        } catch (NotFoundException _) {
            return false;
        }
    }

    private void build(Path binary, List<Path> libraries) {
        var recipe = new ImageFromDockerfile(tag, false)
                .withFileFromString(
                        "Dockerfile", "FROM scratch\nCOPY root/ /\nENTRYPOINT [\"/" + BINARY_INSIDE + "\"]\n")
                .withFileFromPath("root/" + BINARY_INSIDE, binary);
        // At the very path the loader looks them up, with the content a link there leads to.
        libraries.forEach(library -> recipe.withFileFromPath("root" + library, real(library)));
        recipe.get();
    }

    static List<Path> libraries(Path binary) {
        try {
            var ldd = new ProcessBuilder("ldd", binary.toString())
                    .redirectErrorStream(true)
                    .start();
            var text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (ldd.waitFor() != 0 || text.contains("not found")) {
                throw new IllegalStateException("ldd " + binary + ": " + text);
            }
            var libraries = new ArrayList<Path>();
            for (var line : text.lines().toList()) {
                var matcher = LIBRARY.matcher(line.strip());
                if (matcher.find()) {
                    libraries.add(Path.of(matcher.group(1)));
                }
            }
            return List.copyOf(libraries);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run ldd. Fix: it belongs to the C library (Debian: libc-bin)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ldd ran", e);
        }
    }

    private static String hash(Path binary, List<Path> libraries) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            update(digest, binary);
            for (var library : libraries) {
                digest.update(library.toString().getBytes(StandardCharsets.UTF_8));
                update(digest, library);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, Path file) {
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot follow " + path, e);
        }
    }
}
