package io.synapsemesh.certs.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.event.Event;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.slf4j.LoggerFactory;

/// Runs a main class in another process until it stands still in the middle of a write, and kills it there (SIGKILL).
public final class Doomed {
    private Doomed() {}

    /// @param main says where it stands by [#standStill]
    public static void kill(Class<?> main, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(main),
                main.getName()));
        command.addAll(List.of(arguments));
        var log = Files.createTempFile("doomed", ".log");
        var child = new ProcessBuilder(command).redirectError(log.toFile()).start();
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            do {
                line = lines.readLine();
            } while (line != null && !line.equals("here") && !line.equals("the end"));
            assertThat(line)
                    .as("the process stands in the write: %s", Files.readString(log))
                    .isEqualTo("here");
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            Files.deleteIfExists(log);
        }
    }

    /// Says so and never returns: the process is killed here.
    public static void standStill() {
        System.out.println("here");
        System.out.flush();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Of the classes a rotation needs, wherever the runner of the tests loaded them from.
    private static String classPath(Class<?> main) {
        return Stream.of(
                        main,
                        RootRotator.class,
                        Event.class,
                        X509v3CertificateBuilder.class,
                        ASN1Encodable.class,
                        MiscObjectIdentifiers.class,
                        LoggerFactory.class,
                        Assertions.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
