package io.synapsemesh.certs.issuer.keyvault;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.authority.SubordinateAuthority;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.ConformanceCase;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerConformanceTest;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.IssuerRow;
import io.synapsemesh.certs.issuer.TestCa;
import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.keyvault.KeyVaultFake;
import io.synapsemesh.certs.store.keyvault.KeyVaultRow;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreFault;
import io.synapsemesh.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A key in Azure Key Vault. A leaf needs the vault only when the intermediate is due, so each fault comes together
/// with
/// the loss of the intermediate.
public final class KeyVaultIssuerRow {
    static final Duration DEADLINE = Duration.ofSeconds(3);
    static final String KEY = "mesh-root";

    private KeyVaultIssuerRow() {}

    public static IssuerRow row() {
        return IssuerRow.of(
                "azureKeyVault",
                IssuerRow.Peer.FAKE,
                "`KeyVaultFake`, from the published REST reference, 7.6; each fault with the intermediate lost",
                IssuerConformanceTest.class,
                Map.of(
                        ConformanceCase.EXPIRED,
                        "the vault signs a digest and makes no certificate: all dates are ours"),
                Vault::new);
    }

    /// The vault, its key and the certificate of that key, and one issuer.
    static final class Vault implements IssuerPeer {
        final KeyVaultFake fake = new KeyVaultFake();
        final MemoryStore store = new MemoryStore();
        final String version;
        private final StoreFakeServer server = new StoreFakeServer(fake);
        private final Seal seal = new Seal(SecretBytes.copyOf(new byte[32]), Fixture.RANDOM);
        private final KeyVaultIssuerConfig config;
        private final Clock clock;
        private final SubordinateAuthority authority;
        private final KeyVaultIssuer issuer;

        Vault(Clock clock, Path directory) throws IOException {
            this.clock = clock;
            version = fake.keys().addEc(KEY);
            var root = TestCa.selfSigned("vault root", fake.keys().pair(KEY, version), clock.instant());
            config = new KeyVaultIssuerConfig(
                    KeyVaultRow.config(server, directory, DEADLINE),
                    KEY,
                    Optional.empty(),
                    Duration.ofDays(30),
                    Fixture.DOMAIN,
                    new AnchorsFile(
                            TestFiles.plain(
                                    directory, "roots.pem", io.synapsemesh.certs.Pem.certificates(List.of(root))),
                            clock),
                    Duration.ofMinutes(2));
            authority = authority();
            issuer = issuer(authority);
        }

        private SubordinateAuthority authority() {
            return KeyVaultIssuer.authority(config, store, seal, Fixture::declared, clock, Fixture.RANDOM);
        }

        private KeyVaultIssuer issuer(SubordinateAuthority authority) {
            var breaker = new Breaker(clock);
            return new KeyVaultIssuer(config, KeyVaultRow.door(config.vault(), breaker), breaker, authority, clock);
        }

        /// As after a restart.
        KeyVaultIssuer another() {
            return issuer(authority());
        }

        @Override
        public LeafSource source() {
            return issuer;
        }

        KeyVaultIssuer issuer() {
            return issuer;
        }

        @Override
        public void become(Fault fault) {
            authority.forget();
            fake.keys().signWithAnotherKey(fault == Fault.WRONG_KEY);
            fake.keys().makeNewest(KEY, fault == Fault.WRONG_CHAIN ? fake.keys().addEc(KEY) : version);
            server.become(
                    switch (fault) {
                        case NONE, WRONG_KEY, WRONG_CHAIN -> StoreFault.NONE;
                        case EXPIRED -> throw new IllegalArgumentException("not applicable");
                        case EMPTY_ANSWER -> StoreFault.EMPTY_ANSWER;
                        case HUGE_ANSWER -> StoreFault.HUGE_ANSWER;
                        case SLOW -> StoreFault.SLOW;
                        case STALLED -> StoreFault.STALLED;
                        case RATE_LIMITED -> StoreFault.RATE_LIMITED;
                        case RATE_LIMITED_FOR_DAYS -> StoreFault.RATE_LIMITED_FOR_DAYS;
                        case SERVER_ERROR -> StoreFault.SERVER_ERROR;
                        case TLS_SWAPPED -> StoreFault.TLS_SWAPPED;
                        case AWAY -> StoreFault.AWAY;
                    });
        }

        @Override
        public int calls() {
            return server.calls();
        }

        @Override
        public Duration deadline() {
            return DEADLINE;
        }

        @Override
        public void close() {
            issuer.close();
            server.close();
        }
    }
}
