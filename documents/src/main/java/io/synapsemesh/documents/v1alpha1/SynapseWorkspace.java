package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.ArmWorkspaceId;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Empty;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.Guid;
import io.synapsemesh.documents.schema.Immutable;
import io.synapsemesh.documents.schema.IpAddress;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.Range;
import io.synapsemesh.documents.schema.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One Synapse workspace as a service of the mesh.
@Kind(reach = Kind.Reach.NAMESPACED, plural = "synapseworkspaces", shortNames = "sws")
@Doc("One Synapse workspace as a service of the mesh. Its SPIFFE id follows from resourceId.")
@Rule(
        cel = "self.enforcement == 'Enforce' || has(self.upstream.credential.passThrough)"
                + " || has(self.upstream.credential.onBehalfOf)",
        message = "Audit is possible only where Synapse still judges the caller: with passThrough or onBehalfOf",
        fix = "Use enforcement: Enforce, or another upstream.credential.",
        field = "enforcement")
@Rule(
        cel = "(self.cloud == 'Custom') == has(self.customCloud)",
        message = "customCloud and cloud: Custom go together",
        fix = "Set customCloud with cloud: Custom, and only with it.",
        field = "cloud")
public record SynapseWorkspace(
        @Immutable @Doc("The ARM id of the workspace.") @ArmWorkspaceId
        String resourceId,

        @Doc("The workspaceUID that Azure gave it; filled by discovery.") @Nullable @Guid
        String workspaceUid,

        @Default("AzurePublic")
        @Doc("The cloud it lives in, which fixes its host names.")
        @Allowed({"AzurePublic", "AzureUSGovernment", "AzureChina", "Custom"})
        String cloud,

        @Doc("The host names of another cloud.") @Nullable CustomCloud customCloud,
        @Default("{}") @Doc("Its three endpoints.") Endpoints endpoints,

        @Default("Enforce") @Doc("Audit logs what would have been denied.") @Allowed({"Enforce", "Audit"})
        String enforcement,

        @Default("{}") @Doc("How the gateway speaks to Synapse.")
        Upstream upstream,

        @Default("{}") @Doc("Who outside this namespace may name this workspace.")
        Admissions allow)
        implements Spec {

    /// The host names of a cloud that is not built in.
    public record CustomCloud(
            @Doc("What stands after the endpoint in a host name.")
            @Pattern(
                    value = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
                    example = "azuresynapse.corp.example")
            @Length(max = 190)
            String suffix) {}

    /// The three endpoints; one that is not written is derived.
    public record Endpoints(
            @Default("{}") @Doc("HTTPS: everything REST.") EndpointSettings dev,

            @Default("{}") @Doc("TDS: the dedicated SQL pools.")
            EndpointSettings sql,

            @Default("{}") @Doc("TDS: the serverless SQL pool.")
            EndpointSettings sqlOnDemand) {}

    /// How one endpoint is reached.
    public record EndpointSettings(
            @Default("true") @Doc("false removes the endpoint from the mesh.")
            boolean enabled,

            @Default("[]") @Doc("Private addresses; resolved from its host name if empty.") @Items(max = 16)
            List<@IpAddress String> addresses,

            @Doc("Its port; 443 for dev, else 1433, if absent.") @Nullable @Range(min = 1, max = 65535)
            Integer port) {}

    /// How the gateway speaks to Synapse.
    @Rule(
            cel = "(self.caBundle == 'Pem') == has(self.pem)",
            message = "pem and caBundle: Pem go together",
            fix = "Set pem with caBundle: Pem, and only with it.",
            field = "caBundle")
    public record Upstream(
            @Default("{passThrough: {}}") @Doc("Whose token Synapse gets.")
            Credential credential,

            @Default("System") @Doc("Who may have signed Synapse's certificate.") @Allowed({"System", "Pem"})
            String caBundle,

            @Doc("The certificates, for caBundle: Pem.")
            @Nullable
            @Pattern(value = "^-----BEGIN CERTIFICATE-----", example = "-----BEGIN CERTIFICATE-----")
            @Length(max = 262144)
            String pem) {}

    /// Whose token Synapse gets: exactly one.
    @ExactlyOne({"passThrough", "onBehalfOf", "managedIdentity", "servicePrincipal"})
    public record Credential(
            @Doc("The caller's own, untouched.") @Nullable PassThrough passThrough,

            @Doc("One exchanged for the caller's mesh token.") @Nullable
            OnBehalfOf onBehalfOf,

            @Doc("That of a managed identity.") @Nullable ManagedIdentity managedIdentity,
            @Doc("That of a service principal.") @Nullable ServicePrincipal servicePrincipal) {}

    /// The caller's own token.
    @Empty
    public record PassThrough() {}

    /// The on-behalf-of flow of Entra.
    public record OnBehalfOf(
            @Doc("The IdentityProvider, of type EntraId.") @ObjectName
            String provider,

            @Doc("The client id of the mesh's app registration.") @Guid
            String clientId,

            @Doc("Its secret; workload identity if absent.") @Nullable
            SecretRef secretRef) {}

    /// A managed identity of the gateway's machine.
    public record ManagedIdentity(
            @Doc("Its client id; the system-assigned one if absent.") @Nullable @Guid
            String clientId) {}

    /// A service principal.
    public record ServicePrincipal(
            @Doc("Its tenant.") @Guid String tenant,
            @Doc("Its client id.") @Guid String clientId,

            @Doc("Its secret; workload identity if absent.") @Nullable
            SecretRef secretRef) {}

    /// Who outside the workspace's namespace may name it.
    public record Admissions(
            @Default("{}") @Doc("Bindings and policies.") Admission bindings,
            @Default("{}") @Doc("Proxies.") Admission proxies,
            @Default("{}") @Doc("Edge gateways.") Admission edges) {}

    /// From which namespaces.
    @Rule(
            cel = "(self.from == 'Selector') == has(self.namespaces)",
            message = "namespaces and from: Selector go together",
            fix = "Set namespaces with from: Selector, and only with it.",
            field = "from")
    public record Admission(
            @Default("Same") @Doc("Same is the workspace's own namespace.") @Allowed({"Same", "Selector", "All"})
            String from,

            @Doc("The namespaces, for Selector.") @Nullable NamespaceSelector namespaces) {}

    /// Namespaces by name.
    public record NamespaceSelector(
            @Doc("Their names.") @Items(min = 1, max = 64) List<@NamespaceName String> matchNames) {}
}
