package io.synapsemesh.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The servers built out of Go modules: once, whole, and with a word about what is missing.
final class GoToolsTest {
    private static final String SCRIPT = "tools/go-tools";
    /// Leaves a trace of each call; what it builds is the name of the package.
    private static final String GO = """
            case $1 in
              env) echo go1.26.8 ;;
              mod) echo "$*" >> "$HOME.go"; printf '\\t"Dir": "%s",\\n' "$HOME.module" ;;
              *) echo "$*" >> "$HOME.go"; [[ -e $HOME.broken ]] && { echo "checksum mismatch"; exit 1; }
                 while [[ $1 != -o ]]; do shift; done; printf '%s\\n' "$3" > "$2"; chmod +x "$2" ;;
            esac""";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FakeMachine machine;

    @BeforeEach
    void withTheModuleOfTheCrds() throws IOException {
        machine = new FakeMachine(folder).withEnvironment("SYNAPSEMESH_GO", "");
        var crds = Files.createDirectories(machine.checkout().resolve("tools/crds"));
        Files.writeString(crds.resolve("go.mod"), "module crds");
        Files.writeString(crds.resolve("go.sum"), "");
        var module = Files.createDirectories(folder.resolve("home.module/deploy/crds"));
        Files.writeString(module.resolve("one.yaml"), "kind: CustomResourceDefinition");
        Files.writeString(module.resolve("README.md"), "not one");
    }

    @Test
    void saysWhatToDoWithoutGo() {
        var ended = machine.run(SCRIPT);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("SYN1202: Go 1.26 or newer is missing")
                .contains("Fix: ", "go.dev/dl");
    }

    @Test
    void refusesAnOlderGoAndNamesIt() {
        var ended = machine.with("go", "echo go1.19.8").run(SCRIPT);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("is Go 1.19.8, older than 1.26", "SYN1202: Go 1.26 or newer is missing");
    }

    @Test
    void findsGoBesideThePath() {
        machine.with("elsewhere", GO)
                .withEnvironment(
                        "SYNAPSEMESH_GO", folder.resolve("bin/elsewhere").toString());
        assertThat(machine.run(SCRIPT, "etcd").status()).isZero();
    }

    @Test
    void buildsEachOnceAndThenNeedsNeitherGoNorTheNetwork() throws IOException {
        var first = machine.with("go", GO).run(SCRIPT);
        assertThat(first.status()).as(first.err()).isZero();
        var bin = machine.checkout().resolve(".tools/bin");
        assertThat(bin.resolve("kube-apiserver")).content().isEqualTo("k8s.io/kubernetes/cmd/kube-apiserver\n");
        assertThat(bin.resolve("etcd")).isExecutable();
        assertThat(bin.resolve("step-ca")).isExecutable();
        assertThat(machine.checkout().resolve(".tools/crds/cert-manager"))
                .isDirectoryContaining("glob:**one.yaml")
                .isDirectoryNotContaining("glob:**README.md");
        assertThat(trace()).contains("gitVersion=v1.35.4", "-X k8s.io/component-base/version.gitMinor=35");

        machine.without("go");
        assertThat(machine.run(SCRIPT)).isEqualTo(new FakeMachine.Ended(0, "", ""));
        assertThat(machine.run(SCRIPT, "step-ca")).isEqualTo(new FakeMachine.Ended(0, "", ""));
    }

    @Test
    void buildsAnewWhenAHashChangesAndKeepsNoOldSet() throws IOException {
        machine.with("go", GO).run(SCRIPT, "etcd");
        Files.writeString(machine.checkout().resolve("tools/crds/go.sum"), "another");
        Files.delete(folder.resolve("home.go"));
        assertThat(machine.run(SCRIPT, "etcd").status()).isZero();
        assertThat(trace()).contains("go.etcd.io/etcd/server/v3");
        try (var sets = Files.list(machine.checkout().resolve(".tools/go"))) {
            assertThat(sets).hasSize(1);
        }
    }

    @Test
    void aBuildThatFailsLeavesNothingAndSaysWhy() throws IOException {
        Files.createFile(folder.resolve("home.broken"));
        var ended = machine.with("go", GO).run(SCRIPT, "etcd");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("checksum mismatch", "SYN1202: etcd could not be made", "do not go on");
        assertThat(machine.checkout().resolve(".tools/bin/etcd")).doesNotExist();

        Files.delete(folder.resolve("home.broken"));
        assertThat(machine.run(SCRIPT, "etcd").status()).isZero();
        assertThat(machine.checkout().resolve(".tools/bin/etcd")).isExecutable();
    }

    @Test
    void refusesANameItDoesNotKnow() {
        var ended = machine.with("go", GO).run(SCRIPT, "terraform");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).startsWith("SYN1202: go-tools knows no terraform, only: ");
    }

    @Test
    void theDemoNeedsNoGo() throws IOException {
        for (var script : new String[] {"tools/setup", "tools/prerequisites", "synapsemesh"}) {
            assertThat(machine.checkout().resolve(script)).content().doesNotContain("go-tools");
        }
    }

    private String trace() throws IOException {
        return Files.readString(folder.resolve("home.go"));
    }
}
