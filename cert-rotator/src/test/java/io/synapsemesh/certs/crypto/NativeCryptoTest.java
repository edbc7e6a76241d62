package io.synapsemesh.certs.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Each in a process of its own: a provider is put in front once, for all that run there.
class NativeCryptoTest {
    private static final List<String> NATIVE = List.of("linux-x86_64", "linux-amd64", "linux-aarch64");

    @Test
    void signsWithTheNativeArithmeticWhereItLoads() throws Exception {
        String machine = "linux-" + System.getProperty("os.arch");

        assertThat(signing(jar -> true)).isEqualTo(NATIVE.contains(machine) ? "AmazonCorrettoCryptoProvider" : "JDK");
    }

    @Test
    void signsWithTheJdksOwnWhereItIsNotThere() throws Exception {
        assertThat(signing(jar -> !jar.contains("AmazonCorrettoCryptoProvider")))
                .isEqualTo("JDK");
    }

    /// A request is verified and a leaf signed and linted there.
    ///
    /// @return who did the arithmetic
    private static String signing(Predicate<String> kept) throws IOException, InterruptedException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> kept.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        path,
                        Signing.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.lines().reduce("", (before, last) -> last);
    }

    static final class Signing {
        private Signing() {}

        public static void main(String[] arguments) throws Exception {
            String installed = NativeCrypto.install();
            var fixture = new Fixture();
            var authorities = fixture.authorities();
            var request = Fixture.workspaceRequest();
            var csr = LeafKey.generate(Fixture.RANDOM).csr();
            var chain = authorities.mesh().issue(request, csr);
            var found = ChainLint.check(
                    chain, LeafProfile.of(request), authorities.mesh().anchors(), fixture.clock.instant());
            if (!found.isEmpty()) {
                throw new IllegalStateException(found.toString());
            }
            String used = KeyFactory.getInstance("EC").getProvider().getName();
            System.out.println(installed.equals("JDK") && used.equals("SunEC") ? "JDK" : used);
        }
    }
}
