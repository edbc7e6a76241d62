package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.VaultAuth;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each way to write `MeshTrust.issuer` becomes the source of that name, or is refused; none becomes another.
final class DeclaredIssuerTest {
    private static final String FILE = "/etc/synapsemesh/issuer/roots.pem";
    private final DeclaredIssuer declared =
            new DeclaredIssuer(TrustDomain.parse("corp.example"), new MemoryStore(), Clock.systemUTC());

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
    void whatHasNoAdapterIsRefusedAndNeverReplacedByAnother() {
        var acme = new Issuer(
                null,
                null,
                null,
                null,
                null,
                new Issuer.Acme("https://ca.corp.example/dir", null, FILE, FILE),
                null,
                null);
        assertThatThrownBy(() -> declared.open(acme).anchors())
                .isInstanceOf(IssuanceRefused.class)
                .hasMessageContaining("no adapter");
    }

    private static Issuer spec(
            Issuer.@Nullable Embedded embedded,
            Issuer.@Nullable VaultPki vault,
            Issuer.@Nullable IstioCa istio,
            Issuer.@Nullable Spire spire,
            Issuer.@Nullable Files files) {
        return new Issuer(embedded, vault, null, null, istio, null, spire, files);
    }
}
