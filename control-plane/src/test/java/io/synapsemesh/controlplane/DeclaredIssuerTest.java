package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.issuer.acme.HttpChallenges;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.VaultAuth;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each way to write `MeshTrust.issuer` becomes the source of that name, or is refused; none becomes another.
final class DeclaredIssuerTest {
    private static final String FILE = "/etc/synapsemesh/issuer/roots.pem";
    private final SecureRandom random = new SecureRandom();
    private final MemoryStore ca = new MemoryStore();
    private final DeclaredIssuer declared = new DeclaredIssuer(
            TrustDomain.parse("corp.example"),
            Duration.ofMinutes(2),
            new CertificateDesk.Material(
                    ca,
                    new MemoryStore(),
                    LeafHistory.none(),
                    new Seal(KeyEncryptionKey.openOrCreate(ca, random), random),
                    name -> Set.of(),
                    event -> {},
                    Clock.systemUTC(),
                    random,
                    RootGate.unknown(),
                    report -> {},
                    "synapsemesh"));

    @Test
    void vaultSignsWithEachOfItsLogins() {
        for (VaultAuth auth : new VaultAuth[] {
            new VaultAuth("/run/token", null, null),
            new VaultAuth(null, new VaultAuth.Kubernetes("kubernetes", "mesh", "/run/jwt"), null),
            new VaultAuth(null, null, new VaultAuth.AppRole("approle", "4a1c", "/run/secret-id"))
        }) {
            var vault = new Issuer.VaultPki(
                    "https://vault.corp.example:8200",
                    "/etc/ssl/vault.pem",
                    "pki",
                    "mesh",
                    "root-2026",
                    "teams",
                    auth,
                    FILE);
            assertThat(declared.open(spec(null, vault, null, null, null)))
                    .isInstanceOf(LeafIssuer.class)
                    .extracting(LeafSource::name)
                    .isEqualTo("vaultPki");
        }
    }

    @Test
    void istioSignsAndSpireAndFilesGive() {
        var istio = new Issuer.IstioCa(
                "istiod.istio-system.svc:15012",
                FILE,
                "/run/token",
                new Issuer.ServiceAccount("mesh-system", "control-plane"),
                null,
                FILE);
        assertThat(declared.open(spec(null, null, istio, null, null)))
                .isInstanceOf(LeafIssuer.class)
                .extracting(LeafSource::name)
                .isEqualTo("istioCa");
        assertThat(declared.open(spec(null, null, null, new Issuer.Spire("/run/agent.sock"), null)))
                .isInstanceOf(LeafGiver.class)
                .extracting(LeafSource::name)
                .isEqualTo("spire");
        assertThat(declared.open(spec(null, null, null, null, new Issuer.Files("/etc/svids", FILE))))
                .isInstanceOf(LeafGiver.class)
                .extracting(LeafSource::name)
                .isEqualTo("files");
    }

    @Test
    void stepCaSignsByItsOwnApi() {
        var stepCa = new Issuer.StepCa("https://ca.corp.example:9000", FILE, "synapsemesh", "/run/key", FILE);
        assertThat(declared.open(new Issuer(null, null, null, null, null, stepCa, null, null, null)))
                .isInstanceOf(LeafIssuer.class)
                .extracting(LeafSource::name)
                .isEqualTo("stepCa");
    }

    /// The SDKs are not on this module's class path (`RuntimeClasspathTest`), as they are not in the image.
    @Test
    void whoseLibraryIsNotThereRefusesEveryLeafAndNamesIt() {
        var azure = new Issuer.AzureKeyVault("https://mesh.vault.azure.net", "root", null, null, "720h", FILE);
        refused(
                new Issuer(null, null, azure, null, null, null, null, null, null),
                "azureKeyVault",
                "com.azure:azure-security-keyvault-keys");
        var certManager = new Issuer.CertManager("mesh", "ClusterIssuer", "cert-manager.io", null, FILE);
        refused(
                new Issuer(null, null, null, certManager, null, null, null, null, null),
                "certManager",
                "io.fabric8:kubernetes-client");
        var acme = new Issuer.Acme("https://ca.corp.example/dir", null, FILE, FILE);
        assertThatThrownBy(() -> declared.openPublic(acme, new Nobody()))
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("SYN0826")
                .hasMessageContaining("org.shredzone.acme4j:acme4j-client");
    }

    private void refused(Issuer issuer, String name, String artifact) {
        var source = declared.open(issuer);
        assertThat(source.name()).isEqualTo(name);
        assertThatThrownBy(source::anchors)
                .isInstanceOf(IssuanceRefused.class)
                .hasMessageContaining("SYN0826")
                .hasMessageContaining(artifact);
        assertThat(source)
                .isInstanceOfSatisfying(
                        LeafGiver.class,
                        giver -> assertThatThrownBy(() -> giver.give(LeafRequest.of(
                                        new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/etl/sa/nightly")),
                                        List.of(),
                                        Duration.ofHours(1))))
                                .isInstanceOf(IssuanceRefused.class)
                                .hasMessageContaining(artifact));
    }

    private static final class Nobody implements HttpChallenges {
        @Override
        public void publish(String host, String token, String authorization) {
            throw new IllegalStateException("nobody is asked yet");
        }

        @Override
        public void withdraw(String host, String token) {
            throw new IllegalStateException("nobody is asked yet");
        }
    }

    private static Issuer spec(
            Issuer.@Nullable Embedded embedded,
            Issuer.@Nullable VaultPki vault,
            Issuer.@Nullable IstioCa istio,
            Issuer.@Nullable Spire spire,
            Issuer.@Nullable Files files) {
        return new Issuer(embedded, vault, null, null, istio, null, null, spire, files);
    }
}
