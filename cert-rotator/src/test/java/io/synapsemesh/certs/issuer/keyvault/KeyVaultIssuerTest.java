package io.synapsemesh.certs.issuer.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.ShiftedClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyVaultIssuerTest {
    @TempDir
    Path directory;

    private final ShiftedClock clock = new ShiftedClock();
    private KeyVaultIssuerRow.Vault vault;

    @BeforeEach
    void start() throws Exception {
        vault = new KeyVaultIssuerRow.Vault(clock, directory);
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    @Test
    void theVaultIsAskedOnceForManyLeaves() {
        issue(vault.issuer());
        int asked = vault.calls();
        for (int i = 0; i < 50; i++) {
            assertThat(issue(vault.issuer()).certificates()).hasSize(2);
        }
        assertThat(vault.calls()).isEqualTo(asked);
    }

    @Test
    void aRestartWithTheVaultAwaySignsOn() {
        var before = issue(vault.issuer()).certificates().getLast();
        vault.become(Fault.AWAY);
        assertThat(issue(vault.another()).certificates().getLast()).isEqualTo(before);
    }

    @Test
    void theOldIntermediateSignsToItsEndWhileTheVaultIsAwayAndIsReplacedWhenItIsBack() {
        var issuer = vault.issuer();
        var first = issue(issuer).certificates().getLast();
        clock.advance(Duration.ofDays(14));
        assertThat(issue(issuer).certificates().getLast())
                .as("in its first half")
                .isEqualTo(first);
        vault.become(Fault.AWAY);
        var restarted = vault.another();
        clock.advance(Duration.ofDays(2));
        assertThat(issue(restarted).certificates().getLast())
                .as("in its second half")
                .isEqualTo(first);
        clock.advance(Duration.ofDays(13));
        assertThat(issue(restarted).notAfter())
                .as("no leaf outlives it")
                .isEqualTo(first.getNotAfter().toInstant());
        vault.become(Fault.NONE);
        clock.advance(Duration.ofMinutes(1));
        var second = issue(restarted).certificates().getLast();
        assertThat(second.getPublicKey()).as("a new one is a new key").isNotEqualTo(first.getPublicKey());
    }

    @Test
    void aKeyRotatedInTheVaultBeforeItsRootIsDeclaredSignsNothing() {
        vault.become(Fault.WRONG_CHAIN);
        assertThatThrownBy(() -> issue(vault.issuer()))
                .isInstanceOf(IssuanceFailed.class)
                .hasMessageContaining("is not the key of the first anchor");
        assertThat(vault.store.names()).isEmpty();
    }

    private static CertificateChain issue(KeyVaultIssuer issuer) {
        return issuer.issue(
                Fixture.workspaceRequest(), LeafKey.generate(Fixture.RANDOM).csr());
    }
}
