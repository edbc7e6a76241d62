package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.IssuerChannel;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.KeptAnchors;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.files.FilesIssuer;
import io.synapsemesh.certs.issuer.istio.IstioCaConfig;
import io.synapsemesh.certs.issuer.istio.IstioCaIssuer;
import io.synapsemesh.certs.issuer.spire.SpireIssuer;
import io.synapsemesh.certs.issuer.vault.VaultLogin;
import io.synapsemesh.certs.issuer.vault.VaultPkiConfig;
import io.synapsemesh.certs.issuer.vault.VaultPkiIssuer;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.VaultAuth;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From `MeshTrust.issuer` to whoever else signs or gives the mesh's SVIDs. Opens nothing yet: an issuer that is away
/// is
/// no reason not to start.
///
/// @param kept where roots that an issuer sends are kept
record DeclaredIssuer(TrustDomain trustDomain, ByteStore kept, Clock clock) {
    private static final Duration ISTIO_DEADLINE = Duration.ofSeconds(10);

    /// One this build has no adapter for refuses every leaf: never another one in its place.
    LeafSource open(Issuer spec) {
        if (spec.vaultPki() != null) {
            return vault(spec.vaultPki());
        }
        if (spec.istioCa() != null) {
            return istio(spec.istioCa());
        }
        if (spec.spire() != null) {
            var config =
                    new SpireIssuer.Config(Path.of(spec.spire().socket()), trustDomain, SpireIssuer.DEADLINE_STANDARD);
            return new SpireIssuer(config, new KeptAnchors(kept, "spire"), clock);
        }
        if (spec.files() != null) {
            var directory = Path.of(spec.files().directory());
            return new FilesIssuer(directory, trustDomain, anchors(spec.files().anchorsFile()), clock);
        }
        return new NoAdapter();
    }

    private LeafSource vault(Issuer.VaultPki spec) {
        var endpoint = new IssuerHttp.Endpoint(
                URI.create(spec.address()), trust(spec.caFile()), IssuerHttp.Endpoint.DEADLINE_STANDARD);
        var config = new VaultPkiConfig(
                endpoint,
                spec.mount(),
                spec.role(),
                Optional.ofNullable(spec.issuerRef()),
                Optional.ofNullable(spec.namespace()),
                login(spec.auth()),
                anchors(spec.anchorsFile()));
        return new VaultPkiIssuer(config, clock);
    }

    private static VaultLogin login(VaultAuth spec) {
        if (spec.kubernetes() != null) {
            var method = spec.kubernetes();
            return new VaultLogin.Kubernetes(method.mount(), method.role(), Path.of(method.tokenFile()));
        }
        if (spec.appRole() != null) {
            var method = spec.appRole();
            return new VaultLogin.AppRole(method.mount(), method.roleId(), Path.of(method.secretIdFile()));
        }
        if (spec.tokenFile() != null) {
            return new VaultLogin.TokenFile(Path.of(spec.tokenFile()));
        }
        throw new IllegalStateException("exactly one login passed the check of the document");
    }

    private LeafSource istio(Issuer.IstioCa spec) {
        var account = spec.serviceAccount();
        var self = SpiffeId.ofServiceAccount(trustDomain, account.namespace(), account.name());
        var config = new IstioCaConfig(
                new IssuerChannel.Endpoint(
                        spec.address(), new ServerTrust.Pinned(Path.of(spec.caFile())), ISTIO_DEADLINE),
                self,
                Path.of(spec.tokenFile()),
                Optional.ofNullable(spec.clusterId()),
                anchors(spec.anchorsFile()));
        return new IstioCaIssuer(config, clock);
    }

    private AnchorsFile anchors(String file) {
        return new AnchorsFile(Path.of(file), clock);
    }

    private static ServerTrust trust(@Nullable String caFile) {
        return caFile == null ? new ServerTrust.System() : new ServerTrust.Pinned(Path.of(caFile));
    }

    private record NoAdapter() implements LeafGiver {
        private static IssuanceRefused refused() {
            return new IssuanceRefused("MeshTrust names an issuer that this control plane has no adapter for. Fix: use"
                    + " embedded, vaultPki, istioCa, spire or files.");
        }

        @Override
        public String name() {
            return "none";
        }

        @Override
        public Leaf give(LeafRequest request) {
            throw refused();
        }

        @Override
        public Anchors anchors() {
            throw refused();
        }
    }
}
