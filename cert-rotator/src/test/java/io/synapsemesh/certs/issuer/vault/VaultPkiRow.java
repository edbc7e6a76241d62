package io.synapsemesh.certs.issuer.vault;

import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerConformanceTest;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.IssuerRow;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Vault's PKI engine.
public final class VaultPkiRow {
    static final Duration DEADLINE = Duration.ofSeconds(3);

    private VaultPkiRow() {}

    public static IssuerRow row() {
        return IssuerRow.of(
                "vaultPki",
                IssuerRow.Peer.FAKE,
                "`VaultPkiFake`, from Vault's published HTTP API",
                IssuerConformanceTest.class,
                Map.of(),
                Vault::new);
    }

    static VaultPkiConfig config(VaultPkiFake fake, VaultLogin login, Duration deadline, Clock clock, Path directory)
            throws IOException {
        var anchors = TestFiles.plain(directory, "roots.pem", fake.anchorsPem());
        var listener = TestFiles.plain(directory, "listener.pem", fake.listenerCaPem());
        return new VaultPkiConfig(
                new IssuerHttp.Endpoint(fake.address(), new ServerTrust.Pinned(listener), deadline),
                "pki",
                "mesh",
                Optional.of("signing"),
                Optional.empty(),
                login,
                new AnchorsFile(anchors, clock));
    }

    private static final class Vault implements IssuerPeer {
        private final VaultPkiFake fake;
        private final VaultPkiIssuer issuer;

        Vault(Clock clock, Path directory) throws IOException {
            fake = new VaultPkiFake(clock);
            var login = new VaultLogin.TokenFile(TestFiles.secret(directory, "token", VaultPkiFake.TOKEN));
            issuer = new VaultPkiIssuer(config(fake, login, DEADLINE, clock, directory), clock);
        }

        @Override
        public LeafSource source() {
            return issuer;
        }

        @Override
        public void become(Fault fault) {
            fake.become(fault);
        }

        @Override
        public int calls() {
            return fake.calls();
        }

        @Override
        public Duration deadline() {
            return DEADLINE;
        }

        @Override
        public void close() {
            issuer.close();
            fake.close();
        }
    }
}
