package io.synapsemesh.e2e.harness;

import io.synapsemesh.demo.EnvoyBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// `envoy --mode validate`: Envoy's own reading of a static bootstrap. It opens every file the bootstrap names and
/// checks
/// every key pair, but fetches nothing over xDS: what would come from there has to be in the file.
public final class EnvoyValidate {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int AT_ONCE = 2;

    private final EnvoyBinary envoy;

    public EnvoyValidate(EnvoyBinary envoy) {
        this.envoy = envoy;
    }

    /// What Envoy says to a file.
    public sealed interface Verdict {

        record Accepted() implements Verdict {}

        /// @param words Envoy's own, as it wrote them
        record Rejected(String words) implements Verdict {}
    }

    public Verdict validate(Path bootstrap) {
        Path output = null;
        try {
            output = Files.createTempFile("envoy-validate", ".log");
            var process = new ProcessBuilder(
                            envoy.path().toString(),
                            "--mode",
                            "validate",
                            "--log-level",
                            "warning",
                            "--config-path",
                            bootstrap.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(WITHIN)) {
                process.destroyForcibly().waitFor();
                return new Verdict.Rejected("no verdict on " + bootstrap + " within " + WITHIN);
            }
            return process.exitValue() == 0
                    ? new Verdict.Accepted()
                    : new Verdict.Rejected(
                            Files.readString(output, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot validate " + bootstrap, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Envoy read " + bootstrap, e);
        } finally {
            delete(output);
        }
    }

    /// Many files, two at a time, by path.
    public Map<Path, Verdict> validateAll(Collection<Path> bootstraps) {
        var verdicts = new TreeMap<Path, Verdict>();
        try (var two = Executors.newFixedThreadPool(AT_ONCE)) {
            var tasks = bootstraps.stream()
                    .<Callable<Map.Entry<Path, Verdict>>>map(path -> () -> Map.entry(path, validate(path)))
                    .toList();
            for (var done : two.invokeAll(tasks)) {
                var verdict = done.get();
                verdicts.put(verdict.getKey(), verdict.getValue());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("validation failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during validation", e);
        }
        return Collections.unmodifiableMap(verdicts);
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
