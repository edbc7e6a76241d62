package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.IssuerChannel;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.KeptAnchors;
import io.synapsemesh.certs.issuer.OptionalIssuers;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.acme.AcmeConfig;
import io.synapsemesh.certs.issuer.acme.HttpChallenges;
import io.synapsemesh.certs.issuer.files.FilesIssuer;
import io.synapsemesh.certs.issuer.istio.IstioCaConfig;
import io.synapsemesh.certs.issuer.istio.IstioCaIssuer;
import io.synapsemesh.certs.issuer.keyvault.KeyVaultIssuer;
import io.synapsemesh.certs.issuer.keyvault.KeyVaultIssuerConfig;
import io.synapsemesh.certs.issuer.spire.SpireIssuer;
import io.synapsemesh.certs.issuer.stepca.StepCaConfig;
import io.synapsemesh.certs.issuer.stepca.StepCaIssuer;
import io.synapsemesh.certs.issuer.vault.VaultLogin;
import io.synapsemesh.certs.issuer.vault.VaultPkiConfig;
import io.synapsemesh.certs.issuer.vault.VaultPkiIssuer;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.keyvault.KeyVaultConfig;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.GoDurations;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.VaultAuth;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From `MeshTrust.issuer` to whoever else signs or gives the mesh's SVIDs. Opens nothing yet: an issuer that is away
/// is no reason not to start.
///
/// @param backdate `MeshTrust.leaf.backdate`
/// @param material where roots that an issuer sends, and an intermediate of ours, are kept
record DeclaredIssuer(TrustDomain trustDomain, Duration backdate, CertificateDesk.Material material) {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredIssuer.class);
    private static final Duration ISTIO_DEADLINE = Duration.ofSeconds(10);

    /// One that cannot be opened, because its library is not there, refuses every leaf and says why: never another one
    /// in its place.
    LeafSource open(Issuer declared) {
        if (declared.vaultPki() instanceof Issuer.VaultPki spec) {
            return opened("vaultPki", () -> vault(spec));
        }
        if (declared.azureKeyVault() instanceof Issuer.AzureKeyVault spec) {
            return opened("azureKeyVault", () -> azure(spec));
        }
        if (declared.certManager() instanceof Issuer.CertManager spec) {
            return opened("certManager", () -> certManager(spec));
        }
        if (declared.istioCa() instanceof Issuer.IstioCa spec) {
            return opened("istioCa", () -> istio(spec));
        }
        if (declared.stepCa() instanceof Issuer.StepCa spec) {
            return opened("stepCa", () -> stepCa(spec));
        }
        if (declared.spire() instanceof Issuer.Spire spec) {
            return opened("spire", () -> spire(spec));
        }
        if (declared.files() instanceof Issuer.Files spec) {
            return opened("files", () -> files(spec));
        }
        throw new IllegalStateException("an outside issuer that passed the check of the document");
    }

    private static LeafSource opened(String kind, Supplier<LeafSource> opening) {
        try {
            return opening.get();
        } catch (StoreFailed | IllegalArgumentException e) {
            LOG.error("no certificate will be issued: issuer={} reason={}", kind, e.getMessage());
            return new Unopened(kind, String.valueOf(e.getMessage()));
        }
    }

    /// For what an edge shows to people outside the mesh ([io.synapsemesh.certs.LeafName.PublicServer]) and nothing
    /// else. No document names it yet: edges do.
    ///
    /// @param challenges whoever answers on port 80 of those hosts
    /// @throws StoreFailed with SYN0826 if acme4j is not there
    LeafIssuer openPublic(Issuer.Acme spec, HttpChallenges challenges) {
        var directory = new IssuerHttp.Endpoint(
                URI.create(spec.directoryUrl()), trust(spec.caFile()), IssuerHttp.Endpoint.DEADLINE_STANDARD);
        var config = new AcmeConfig(
                directory, Path.of(spec.accountKeyFile()), anchors(spec.anchorsFile()), AcmeConfig.DEADLINE_STANDARD);
        return OptionalIssuers.acme(config, challenges, material.clock());
    }

    private LeafSource spire(Issuer.Spire spec) {
        var config = new SpireIssuer.Config(Path.of(spec.socket()), trustDomain, SpireIssuer.DEADLINE_STANDARD);
        return new SpireIssuer(config, new KeptAnchors(material.ca(), "spire"), material.clock());
    }

    private LeafSource files(Issuer.Files spec) {
        return new FilesIssuer(Path.of(spec.directory()), trustDomain, anchors(spec.anchorsFile()), material.clock());
    }

    private LeafSource azure(Issuer.AzureKeyVault spec) {
        var config = new KeyVaultIssuerConfig(
                new KeyVaultConfig(
                        URI.create(spec.vaultUrl()),
                        Optional.ofNullable(spec.clientId()),
                        new ServerTrust.System(),
                        IssuerHttp.Endpoint.DEADLINE_STANDARD),
                spec.keyName(),
                Optional.ofNullable(spec.keyVersion()),
                GoDurations.parse(spec.intermediateTtl()),
                trustDomain,
                anchors(spec.anchorsFile()),
                backdate);
        return KeyVaultIssuer.open(
                config, material.ca(), material.seal(), material.hosts(), material.clock(), material.random());
    }

    private LeafSource certManager(Issuer.CertManager spec) {
        String namespace = spec.namespace() == null ? material.namespace() : spec.namespace();
        return new OptionalIssuers.CertManager(
                        namespace, spec.name(), spec.kind(), spec.group(), anchors(spec.anchorsFile()))
                .open(material.clock());
    }

    private LeafSource stepCa(Issuer.StepCa spec) {
        var endpoint = new IssuerHttp.Endpoint(
                URI.create(spec.address()),
                new ServerTrust.Pinned(Path.of(spec.caFile())),
                IssuerHttp.Endpoint.DEADLINE_STANDARD);
        var config = new StepCaConfig(
                endpoint, spec.provisioner(), Path.of(spec.provisionerKeyFile()), anchors(spec.anchorsFile()));
        return new StepCaIssuer(config, material.clock(), material.random());
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
        return new VaultPkiIssuer(config, material.clock());
    }

    /// How Vault knows us, for its PKI engine and for its KV engine.
    static VaultLogin login(VaultAuth spec) {
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
        return new IstioCaIssuer(config, material.clock());
    }

    private AnchorsFile anchors(String file) {
        return new AnchorsFile(Path.of(file), material.clock());
    }

    private static ServerTrust trust(@Nullable String caFile) {
        return caFile == null ? new ServerTrust.System() : new ServerTrust.Pinned(Path.of(caFile));
    }

    private record Unopened(String name, String reason) implements LeafGiver {
        @Override
        public Leaf give(LeafRequest request) {
            throw new IssuanceRefused(reason);
        }

        @Override
        public Anchors anchors() {
            throw new IssuanceRefused(reason);
        }
    }
}
