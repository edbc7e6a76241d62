package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.FilePath;
import io.synapsemesh.documents.schema.GoDuration;
import io.synapsemesh.documents.schema.Guid;
import io.synapsemesh.documents.schema.HttpsUrl;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.Rule;
import io.synapsemesh.documents.schema.VaultPath;
import io.synapsemesh.documents.schema.Visible;
import org.jspecify.annotations.Nullable;

/// Who signs the leaves of the mesh: exactly one.
@ExactlyOne({"embedded", "vaultPki", "azureKeyVault", "certManager", "istioCa", "stepCa", "acme", "spire", "files"})
@Rule(
        cel = "!has(self.acme)",
        message = "ACME proves host names and no SPIFFE id, so it cannot sign the leaves of the mesh",
        fix = "Use stepCa, another issuer, or embedded. ACME is for what an edge shows to people outside the mesh.",
        code = Code.SYN0841,
        field = "acme")
public record Issuer(
        @Doc("A CA inside the control plane, its keys encrypted at rest.") @Nullable
        Embedded embedded,

        @Doc("The PKI engine of Vault or OpenBao.") @Nullable
        VaultPki vaultPki,

        @Doc("A CA key in Azure Key Vault.") @Nullable AzureKeyVault azureKeyVault,
        @Doc("cert-manager in this cluster.") @Nullable CertManager certManager,
        @Doc("The CA of Istio.") @Nullable IstioCa istioCa,
        @Doc("step-ca, by its own API.") @Nullable StepCa stepCa,

        @Doc("An ACME server. Refused here: it cannot sign what the mesh needs.") @Nullable
        Acme acme,

        @Doc("The SPIRE agent of this machine.") @Nullable Spire spire,

        @Doc("Files that something else keeps fresh.") @Nullable
        Files files) {

    /// The embedded CA.
    @Rule(
            cel = "duration(self.rootTtl) >= duration('1h') && duration(self.rootTtl) <= duration('175200h')",
            message = "the lifetime of the root is not between 1h and 175200h",
            fix = "Write a lifetime such as 8760h.",
            field = "rootTtl")
    public record Embedded(
            @Default("8760h") @Doc("How long a root is valid.") @GoDuration
            String rootTtl,

            @Default("EcdsaP256") @Doc("The key of a root.") @Allowed({"EcdsaP256", "EcdsaP384"})
            String keyAlgorithm) {}

    /// Vault's or OpenBao's PKI engine.
    public record VaultPki(
            @Doc("The address of the server.") @HttpsUrl String address,

            @Doc("Who may have signed the server's certificate; the runtime's own CAs if absent.") @Nullable @FilePath
            String caFile,

            @Doc("Where the engine is mounted.") @VaultPath String mount,
            @Doc("The role to sign with.") @VaultPath String role,

            @Doc("One of the engine's issuers; its default if absent.") @Nullable @VaultPath
            String issuerRef,

            @Doc("A namespace of Vault Enterprise or OpenBao.") @Nullable @VaultPath
            String namespace,

            @Default("{tokenFile: /var/run/secrets/vault/token}") @Doc("How Vault knows the control plane.")
            VaultAuth auth,

            @Default("/etc/synapsemesh/issuer/roots.pem")
            @Doc("The roots of its leaves, the signing one first.")
            @FilePath
            String anchorsFile) {}

    /// A CA key that stays in Azure Key Vault. It signs an intermediate; leaves are signed here.
    @Rule(
            cel =
                    "duration(self.intermediateTtl) >= duration('24h') && duration(self.intermediateTtl) <= duration('8760h')",
            message = "the lifetime of the intermediate is not between 24h and 8760h",
            fix = "Write a lifetime such as 720h.",
            field = "intermediateTtl")
    public record AzureKeyVault(
            @Doc("The vault's address.") @HttpsUrl String vaultUrl,

            @Doc("The key's name.") @Pattern(value = "^[0-9a-zA-Z-]{1,127}$", example = "mesh-root") @Length(max = 127)
            String keyName,

            @Doc("The key's version; the newest if absent.")
            @Nullable
            @Pattern(value = "^[0-9a-zA-Z]{1,64}$", example = "4387e9f3d6e14c459867679a90fd0f79")
            @Length(max = 64)
            String keyVersion,

            @Doc("The client id of the control plane's identity; that of the environment if absent.") @Nullable @Guid
            String clientId,

            @Default("720h") @Doc("How long an intermediate is valid.") @GoDuration
            String intermediateTtl,

            @Default("/etc/synapsemesh/issuer/roots.pem")
            @Doc("The certificate of the key first, then other roots.")
            @FilePath
            String anchorsFile) {}

    /// An issuer of cert-manager.
    @Rule(
            cel = "self.kind != 'Issuer' || has(self.namespace)",
            message = "an Issuer has a namespace",
            fix = "Add namespace, or use kind: ClusterIssuer.",
            field = "namespace")
    public record CertManager(
            @Doc("The issuer's name.") @ObjectName String name,

            @Default("ClusterIssuer") @Doc("The issuer's kind.") @Allowed({"Issuer", "ClusterIssuer"})
            String kind,

            @Default("cert-manager.io") @Doc("The issuer's API group.") @ObjectName
            String group,

            @Doc("The namespace of the requests, and of an Issuer; the control plane's own if absent.")
            @Nullable
            @NamespaceName
            String namespace,

            @Default("/etc/synapsemesh/issuer/roots.pem")
            @Doc("The roots of its leaves, the signing one first.")
            @FilePath
            String anchorsFile) {}

    /// Istio's CA.
    public record IstioCa(
            @Default("istiod.istio-system.svc:15012")
            @Doc("The CA's host and port.")
            @Pattern(value = "^[A-Za-z0-9.-]+:[0-9]{1,5}$", example = "istiod.istio-system.svc:15012")
            @Length(max = 300)
            String address,

            @Default("/var/run/secrets/istio/root-cert.pem")
            @Doc("Who may have signed the CA's own certificate.")
            @FilePath
            String caFile,

            @Default("/var/run/secrets/tokens/istio-token")
            @Doc("The projected service-account token with the audience istio-ca.")
            @FilePath
            String tokenFile,

            @Default("{namespace: synapsemesh, name: synapsemesh}")
            @Doc("The service account of that token; every other identity is asked for by impersonation.")
            ServiceAccount serviceAccount,

            @Doc("The name of this cluster, in meshes of several.") @Nullable @Visible
            String clusterId,

            @Default("/var/run/secrets/istio/root-cert.pem")
            @Doc("The roots of its leaves, the signing one first.")
            @FilePath
            String anchorsFile) {}

    /// A service account.
    public record ServiceAccount(
            @Doc("Its namespace.") @NamespaceName String namespace,
            @Doc("Its name.") @ObjectName String name) {}

    /// step-ca with a JWK provisioner; `docs/issuers.md` says what the provisioner must be set to.
    public record StepCa(
            @Doc("The address of the server.") @HttpsUrl String address,

            @Doc("Who may have signed the server's certificate.") @FilePath
            String caFile,

            @Doc("The provisioner's name.") @Visible String provisioner,

            @Default("/etc/synapsemesh/issuer/provisioner.key")
            @Doc("The provisioner's P-256 key, PKCS#8 PEM, for its owner alone.")
            @FilePath
            String provisionerKeyFile,

            @Default("/etc/synapsemesh/issuer/roots.pem")
            @Doc("The roots of its leaves, the signing one first.")
            @FilePath
            String anchorsFile) {}

    /// An ACME server. It proves host names only, so it signs for edges and never an SVID.
    public record Acme(
            @Doc("The server's directory.") @HttpsUrl String directoryUrl,

            @Doc("Who may have signed the server's certificate; the runtime's own CAs if absent.") @Nullable @FilePath
            String caFile,

            @Default("/var/lib/synapsemesh/acme/account.key") @Doc("The account's P-256 key, PKCS#8 PEM.") @FilePath
            String accountKeyFile,

            @Default("/etc/synapsemesh/issuer/roots.pem")
            @Doc("The roots of its leaves, the signing one first.")
            @FilePath
            String anchorsFile) {}

    /// A SPIRE agent.
    public record Spire(
            @Default("/run/spire/sockets/agent.sock")
            @Doc("The socket of the Workload API.")
            @Pattern(value = "^/[^\\x00]*$", example = "/run/spire/sockets/agent.sock")
            @Length(max = 107)
            String socket) {}

    /// Certificates on disk: for each identity a folder named by the path of its SPIFFE id.
    public record Files(
            @Doc("The folder with the folders.") @FilePath String directory,

            @Default("/etc/synapsemesh/issuer/roots.pem") @Doc("The roots of the leaves.") @FilePath
            String anchorsFile) {}
}
