package io.synapsemesh.documents.resolve;

import com.google.common.net.InetAddresses;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.secret.SecretEntry;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.SecretRef;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// SynapseWorkspace → [Workspace].
final class WorkspaceResolution {
    private final Document document;
    private final SynapseWorkspace spec;
    private final Lookups lookups;
    private final UpstreamPolicy upstreams;
    private final Notes notes;

    WorkspaceResolution(
            Document document, SynapseWorkspace spec, Lookups lookups, UpstreamPolicy upstreams, Notes notes) {
        this.document = document;
        this.spec = spec;
        this.lookups = lookups;
        this.upstreams = upstreams;
        this.notes = notes;
    }

    /// What no two workspaces may share: the ARM id (and with it the SPIFFE id) and each host name.
    static SortedSet<String> claims(SynapseWorkspace spec) {
        var claims = new TreeSet<String>();
        WorkspaceResourceId id = WorkspaceResourceId.parse(spec.resourceId());
        claims.add("id:" + id);
        for (Endpoint endpoint : Endpoint.values()) {
            if (settings(spec, endpoint).enabled()) {
                claims.add("host:" + endpoint.host(id.workspace(), suffix(spec)));
            }
        }
        return claims;
    }

    @Nullable
    Resolved resolve() {
        Optional<Trust> trust = lookups.trust();
        if (trust.isEmpty()) {
            notes.error(
                    Code.SYN0304,
                    "",
                    "there is no MeshTrust named default, so no identity can be given to this workspace",
                    "Add a MeshTrust with metadata.name: default.");
            return null;
        }
        if (isTaken()) {
            return null;
        }
        WorkspaceResourceId id = WorkspaceResourceId.parse(spec.resourceId());
        var workspace = new Workspace(
                Origin.of(document.ref(), document.generation()),
                id,
                SpiffeId.ofWorkspace(trust.get().trustDomain(), id),
                endpoints(id, trust.get()),
                spec.enforcement().equals("Audit") ? Enforcement.AUDIT : Enforcement.ENFORCE,
                credential(spec.upstream().credential()),
                spec.upstream().pem() == null
                        ? new UpstreamTrust.System()
                        : new UpstreamTrust.Pem(spec.upstream().pem()));
        return new Resolved.OfWorkspace(workspace, document.labels(), spec.allow());
    }

    private boolean isTaken() {
        for (String claim : claims(spec)) {
            DocumentRef first = lookups.claimants(claim).first();
            if (!first.equals(document.ref())) {
                notes.error(
                        Code.SYN0406,
                        "spec.resourceId",
                        first + " already has " + claim.substring(claim.indexOf(':') + 1) + " and keeps it",
                        "Remove one of the two documents.");
                return true;
            }
        }
        return false;
    }

    private SortedMap<Endpoint, EndpointAddress> endpoints(WorkspaceResourceId id, Trust trust) {
        var endpoints = new TreeMap<Endpoint, EndpointAddress>();
        for (Endpoint endpoint : Endpoint.values()) {
            SynapseWorkspace.EndpointSettings settings = settings(spec, endpoint);
            if (settings.enabled()) {
                address(endpoint, settings, id, trust).ifPresent(address -> endpoints.put(endpoint, address));
            }
        }
        return endpoints;
    }

    /// An endpoint of which one address is refused is left out whole: half of its addresses is not what was asked for.
    private Optional<EndpointAddress> address(
            Endpoint endpoint, SynapseWorkspace.EndpointSettings settings, WorkspaceResourceId id, Trust trust) {
        String path = "spec.endpoints." + endpoint.documentName();
        int port = settings.port() == null ? endpoint.defaultPort() : settings.port();
        var refusals = new ArrayList<String>();
        upstreams.refusal(port).ifPresent(why -> {
            refusals.add(why);
            notes.error(
                    Code.SYN0523,
                    path + ".port",
                    "port " + port + " " + why,
                    "Use one of Azure's ports, or leave it out.");
        });
        List<String> addresses = settings.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i);
            String place = path + ".addresses[" + i + "]";
            upstreams
                    .refusal(InetAddresses.forString(address), trust.upstreamCidrs())
                    .ifPresent(why -> {
                        refusals.add(why);
                        notes.error(
                                Code.SYN0523,
                                place,
                                "address " + address + " " + why,
                                "Write the address of the private endpoint, or add its range to"
                                        + " MeshTrust.spec.upstreamCidrs.");
                    });
        }
        return refusals.isEmpty()
                ? Optional.of(
                        new EndpointAddress(endpoint, endpoint.host(id.workspace(), suffix(spec)), addresses, port))
                : Optional.empty();
    }

    private static SynapseWorkspace.EndpointSettings settings(SynapseWorkspace spec, Endpoint endpoint) {
        return switch (endpoint) {
            case DEV -> spec.endpoints().dev();
            case SQL -> spec.endpoints().sql();
            case SQL_ON_DEMAND -> spec.endpoints().sqlOnDemand();
        };
    }

    /// Azure's suffixes (Microsoft: private endpoint DNS zones); none is published for China, hence `customCloud` there
    /// too if it differs.
    private static String suffix(SynapseWorkspace spec) {
        return switch (spec.cloud()) {
            case "AzurePublic" -> "azuresynapse.net";
            case "AzureUSGovernment" -> "azuresynapse.usgovcloudapi.net";
            case "AzureChina" -> "azuresynapse.azure.cn";
            default -> {
                if (spec.customCloud() == null) {
                    throw new IllegalStateException("the document's rules demand customCloud");
                }
                yield spec.customCloud().suffix();
            }
        };
    }

    private UpstreamCredential credential(SynapseWorkspace.Credential credential) {
        if (credential.onBehalfOf() != null) {
            return onBehalfOf(credential.onBehalfOf());
        }
        if (credential.managedIdentity() != null) {
            return new UpstreamCredential.ManagedIdentity(
                    Optional.ofNullable(credential.managedIdentity().clientId()).map(WorkspaceResolution::lowerCase));
        }
        if (credential.servicePrincipal() != null) {
            var principal = credential.servicePrincipal();
            return new UpstreamCredential.ServicePrincipal(
                    lowerCase(principal.tenant()), lowerCase(principal.clientId()), proof(principal.secretRef()));
        }
        return UpstreamCredential.PASS_THROUGH;
    }

    /// A provider that cannot be exchanged with is kept: then no token is ever exchanged, and no request is let
    /// through.
    private UpstreamCredential onBehalfOf(SynapseWorkspace.OnBehalfOf wanted) {
        String path = "spec.upstream.credential.onBehalfOf.provider";
        lookups.provider(wanted.provider())
                .ifPresentOrElse(
                        provider -> {
                            if (provider.type() != ProviderType.ENTRA_ID) {
                                notes.error(
                                        Code.SYN0304,
                                        path,
                                        "IdentityProvider " + provider.name() + " is of type "
                                                + provider.type().documentName()
                                                + ", and only tokens of Entra ID can be exchanged",
                                        "Name an IdentityProvider of type EntraId, or use another credential.");
                            }
                        },
                        () -> notes.error(
                                Code.SYN0401,
                                path,
                                "there is no IdentityProvider named " + wanted.provider(),
                                "Add the IdentityProvider, or correct the name."));
        return new UpstreamCredential.OnBehalfOf(
                wanted.provider(), lowerCase(wanted.clientId()), proof(wanted.secretRef()));
    }

    private UpstreamCredential.ClientProof proof(@Nullable SecretRef secret) {
        return secret == null
                ? new UpstreamCredential.ClientProof.WorkloadIdentity()
                : new UpstreamCredential.ClientProof.Secret(
                        new SecretEntry(document.ref().namespace(), secret.name(), secret.key()));
    }

    private static String lowerCase(String guid) {
        return guid.toLowerCase(Locale.ROOT);
    }
}
