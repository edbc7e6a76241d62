package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.GoDuration;
import io.synapsemesh.documents.schema.HttpsUrl;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.Rule;
import io.synapsemesh.documents.schema.Visible;
import org.jspecify.annotations.Nullable;

/// Who signs the leaves of the mesh: exactly one.
@ExactlyOne({"embedded", "vaultPki", "azureKeyVault", "certManager", "istioCa", "acme", "spire", "files"})
public record Issuer(
        @Doc("A CA inside the control plane, its keys encrypted at rest.") @Nullable
        Embedded embedded,

        @Doc("The PKI engine of Vault or OpenBao.") @Nullable
        VaultPki vaultPki,

        @Doc("A CA key in Azure Key Vault.") @Nullable AzureKeyVault azureKeyVault,
        @Doc("cert-manager in this cluster.") @Nullable CertManager certManager,
        @Doc("The CA of Istio.") @Nullable IstioCa istioCa,
        @Doc("An ACME server such as step-ca.") @Nullable Acme acme,
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
            @Doc("Where the engine is mounted.") @Visible String mount,
            @Doc("The role to sign with.") @Visible String role) {}

    /// A CA key that stays in Azure Key Vault.
    public record AzureKeyVault(
            @Doc("The vault's address.") @HttpsUrl String vaultUrl,
            @Doc("The key's name.") @Visible String keyName) {}

    /// An issuer of cert-manager.
    public record CertManager(
            @Doc("The issuer's name.") @ObjectName String name,

            @Default("ClusterIssuer") @Doc("The issuer's kind.") @Allowed({"Issuer", "ClusterIssuer"})
            String kind,

            @Doc("The issuer's namespace, for an Issuer.") @Nullable @NamespaceName
            String namespace) {}

    /// Istio's CA.
    public record IstioCa(
            @Default("istiod.istio-system.svc:15012")
            @Doc("The CA's host and port.")
            @Pattern(value = "^[A-Za-z0-9.-]+:[0-9]{1,5}$", example = "istiod.istio-system.svc:15012")
            @Length(max = 300)
            String address) {}

    /// An ACME server.
    public record Acme(
            @Doc("The server's directory.") @HttpsUrl String directoryUrl) {}

    /// A SPIRE agent.
    public record Spire(
            @Default("/run/spire/sockets/agent.sock")
            @Doc("The socket of the Workload API.")
            @Pattern(value = "^/[^\\x00]*$", example = "/run/spire/sockets/agent.sock")
            @Length(max = 108)
            String socket) {}

    /// Certificates on disk.
    public record Files(
            @Doc("The folder with the files.")
            @Pattern(value = "^/[^\\x00]*$", example = "/etc/synapsemesh/svids")
            @Length(max = 1024)
            String directory) {}
}
