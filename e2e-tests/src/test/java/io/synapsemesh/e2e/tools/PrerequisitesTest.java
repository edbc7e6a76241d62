package io.synapsemesh.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a machine must have, and what is said when it has not.
final class PrerequisitesTest {

    private static final String SCRIPT = "tools/prerequisites";
    /// A package manager that leaves a trace.
    private static final String APT = "echo \"$*\" >> \"$HOME.apt\"";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @Test
    void saysNothingWhenEverythingIsThere() {
        assertThat(FakeMachine.complete(folder).run(SCRIPT)).isEqualTo(new FakeMachine.Ended(0, "", ""));
    }

    @Test
    void namesEverythingThatIsMissingAtOnceWithTheCommandThatHelps() {
        var ended = new FakeMachine(folder).run(SCRIPT);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .contains(
                        "SYN1202: make is missing",
                        "SYN1202: Python 3 is missing",
                        "SYN1202: Node is missing",
                        "SYN1202: Maven is missing",
                        "SYN1201: no JDK 25",
                        "Fix: sudo apt-get install -y make python3-venv nodejs maven");
    }

    @Test
    void namesPythonWithoutVenv() {
        var ended = FakeMachine.complete(folder)
                .with("python3", "case \"$*\" in *venv*) exit 1 ;; esac")
                .run(SCRIPT);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("SYN1202: Python's venv module is missing", "apt-get install -y python3-venv");
    }

    @Test
    void refusesToolsThatAreTooOld() {
        var ended = FakeMachine.complete(folder)
                .with("node", "echo v18.19.0")
                .with("mvn", "echo Apache Maven 3.8.6")
                .run(SCRIPT);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("Node is 18.19.0, older than 20", "Maven is 3.8.6, older than 3.8.7");
    }

    @Test
    void refusesAnOlderJdkAndSaysWhichOneJavaHomeNames() {
        var jdk17 = folder.resolve("jdks/jdk-17.0.15");
        var ended = new FakeMachine(folder)
                .with("mvn", "exit 0")
                .withJdk("17.0.15")
                .withEnvironment("JAVA_HOME", jdk17.toString())
                .run("tools/mvn");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("SYN1201", jdk17.toString(), "export JAVA_HOME=");
    }

    @Test
    void prefersJavaHomeThenTwentyFiveThenTheNextNewer() {
        var machine = FakeMachine.complete(folder)
                .with("mvn", "echo \"$JAVA_HOME\"")
                .withJdk("100.0.1")
                .withJdk("26");
        assertThat(machine.run("tools/mvn").out()).endsWith("/jdk-25.0.3\n");
        machine.withEnvironment("JAVA_HOME", folder.resolve("jdks/jdk-100.0.1").toString());
        assertThat(machine.run("tools/mvn").out()).endsWith("/jdk-100.0.1\n");
        machine.withEnvironment("JAVA_HOME", folder.resolve("jdks/nothing").toString());
        machine.withJdk("25.0.3").withScript("../jdks/jdk-25.0.3/release", "");
        assertThat(machine.run("tools/mvn").out()).endsWith("/jdk-26\n");
    }

    @Test
    void refusesOtherPlatformsAndOldOrForeignCLibraries() {
        var machine = FakeMachine.complete(folder).with("uname", "[ $1 = -s ] && echo Darwin || echo arm64");
        assertThat(machine.run(SCRIPT).err()).startsWith("SYN1208: Darwin/arm64 is not supported");
        machine.with("uname", "[ $1 = -s ] && echo Linux || echo x86_64").with("getconf", "exit 1");
        assertThat(machine.run(SCRIPT).err()).startsWith("SYN1208: the C library is not glibc");
        machine.with("getconf", "echo glibc 2.28");
        assertThat(machine.run(SCRIPT).err()).startsWith("SYN1208: the C library is 2.28");
    }

    @Test
    void installsOnlyWhereThatWasAgreedTo() {
        var machine = FakeMachine.complete(folder)
                .without("make")
                .with("apt-get", APT)
                .with("id", "echo 0");
        assertThat(machine.run(SCRIPT, "--install").status()).isEqualTo(1);
        assertThat(trace()).doesNotExist();

        machine.withEnvironment("CI", "true").with("id", "echo 1000");
        assertThat(machine.run(SCRIPT, "--install").status()).isEqualTo(1);
        assertThat(trace()).doesNotExist();

        machine.with("id", "echo 0");
        assertThat(machine.run(SCRIPT).status()).isEqualTo(1);
        assertThat(machine.run("synapsemesh", "demo").status()).isEqualTo(1);
        assertThat(trace()).doesNotExist();

        // still missing afterwards: this package manager installs nothing
        assertThat(machine.run(SCRIPT, "--install").status()).isEqualTo(1);
        assertThat(trace()).content().contains("install -y --no-install-recommends make");
    }

    @Test
    void usesTheEngineThatDockerHostNamesAndEndsAsTheCommandDid() {
        var ended = FakeMachine.complete(folder)
                .withEnvironment("DOCKER_HOST", "unix:///elsewhere.sock")
                .run("tools/with-docker", "bash", "-c", "echo $DOCKER_HOST; exit 7");
        assertThat(ended).isEqualTo(new FakeMachine.Ended(7, "unix:///elsewhere.sock\n", ""));
    }

    @Test
    void saysWhatToDoWithoutAnEngine() {
        var machine = FakeMachine.complete(folder).with("python3", "exit 1").with("id", "echo 0");
        var asRoot = machine.run("tools/with-docker", "bash", "-c", "echo ran");
        assertThat(asRoot.status()).isEqualTo(1);
        assertThat(asRoot.out()).isEmpty();
        assertThat(asRoot.err()).startsWith("SYN1202: dockerd is missing").contains("docker.io", "DOCKER_HOST");

        var asUser = machine.with("id", "echo 1000").run("tools/with-docker", "bash", "-c", "echo ran");
        assertThat(asUser.status()).isEqualTo(1);
        assertThat(asUser.out()).isEmpty();
        assertThat(asUser.err()).startsWith("SYN1202: no container engine").contains("run as root", "DOCKER_HOST");
    }

    @Test
    void readmeNamesEveryPrerequisite() throws Exception {
        var readme = Path.of(System.getProperty("synapsemesh.root"), "README.md");
        assertThat(Files.readString(readme)).contains("JDK 25", "Maven", "Python 3", "Node", "make", "Linux x86-64");
    }

    private Path trace() {
        return folder.resolve("home.apt");
    }
}
