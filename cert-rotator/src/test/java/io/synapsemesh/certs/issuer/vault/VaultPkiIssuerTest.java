package io.synapsemesh.certs.issuer.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.issuer.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logins, and what Vault's own refusals become.
final class VaultPkiIssuerTest {
    private final TestClock clock = new TestClock();
    private final VaultPkiFake fake = new VaultPkiFake(clock);
    private final LeafKey key = LeafKey.generate(Fixture.RANDOM);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void logsInOnceForManyLeavesAndAgainBeforeTheLeaseEnds() throws IOException {
        try (var issuer = issuer(
                new VaultLogin.Kubernetes("kubernetes", "mesh", TestFiles.secret(directory, "jwt", "projected.jwt")))) {
            issuer.issue(Fixture.workspaceRequest(), key.csr());
            issuer.issue(Fixture.sidecarRequest(), key.csr());
            assertThat(fake.logins()).isEqualTo(1);
            clock.advance(Duration.ofMinutes(41));
            issuer.issue(Fixture.workspaceRequest(), key.csr());
            assertThat(fake.logins()).isEqualTo(2);
        }
    }

    @Test
    void aRevokedTokenIsForgottenAndTheNextAttemptLogsInAgain() throws IOException {
        try (var issuer =
                issuer(new VaultLogin.AppRole("approle", "mesh", TestFiles.secret(directory, "secret", "secret-id")))) {
            issuer.issue(Fixture.workspaceRequest(), key.csr());
            fake.revokeTokens();
            assertThatThrownBy(() -> issuer.issue(Fixture.workspaceRequest(), key.csr()))
                    .isInstanceOf(IssuanceFailed.class)
                    .isNotInstanceOf(IssuanceRefused.class)
                    .hasMessageContaining("403");
            assertThat(issuer.issue(Fixture.workspaceRequest(), key.csr())).isNotNull();
        }
    }

    @Test
    void aWrongSecretIsRefusedAndNotRepeated() throws IOException {
        try (var issuer = issuer(
                new VaultLogin.AppRole("approle", "mesh", TestFiles.secret(directory, "secret", "wrong-secret")))) {
            assertThatThrownBy(() -> issuer.issue(Fixture.workspaceRequest(), key.csr()))
                    .isInstanceOf(IssuanceRefused.class)
                    .hasMessageNotContaining("wrong-secret");
        }
    }

    @Test
    void aTokenFileOpenToOthersIsRefusedBeforeItIsSent() throws IOException {
        var token = TestFiles.secret(directory, "token", VaultPkiFake.TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        try (var issuer = issuer(new VaultLogin.TokenFile(token))) {
            assertThatThrownBy(() -> issuer.issue(Fixture.workspaceRequest(), key.csr()))
                    .isInstanceOf(IssuanceRefused.class)
                    .hasMessageContaining("OTHERS_READ");
            assertThat(fake.calls()).isZero();
        }
    }

    @Test
    void whoCannotBeReachedIsNamedWithoutTheToken() throws IOException {
        try (var issuer = issuer(new VaultLogin.TokenFile(TestFiles.secret(directory, "token", VaultPkiFake.TOKEN)))) {
            fake.become(io.synapsemesh.certs.issuer.Fault.SERVER_ERROR);
            assertThatThrownBy(() -> issuer.issue(Fixture.workspaceRequest(), key.csr()))
                    .hasMessageContaining("localhost")
                    .hasMessageContaining("500")
                    .hasMessageNotContaining(VaultPkiFake.TOKEN);
        }
    }

    @Test
    void aPathThatClimbsIsNoPath() {
        for (String mount : new String[] {"../sys", "pki?x", "/pki", "pki/", "pki//x", "pki/./x", "pki%2f", ""}) {
            assertThatThrownBy(() -> VaultPkiConfig.requirePath("mount", mount))
                    .as(mount)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private VaultPkiIssuer issuer(VaultLogin login) throws IOException {
        return new VaultPkiIssuer(VaultPkiRow.config(fake, login, Duration.ofSeconds(30), clock, directory), clock);
    }
}
