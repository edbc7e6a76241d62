package io.synapsemesh.documents.resolve;

import com.google.common.net.InetAddresses;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import java.util.ArrayList;
import java.util.List;
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

    private static UpstreamCredential credential(SynapseWorkspace.Credential credential) {
        if (credential.onBehalfOf() != null) {
            return UpstreamCredential.ON_BEHALF_OF;
        }
        if (credential.managedIdentity() != null) {
            return UpstreamCredential.MANAGED_IDENTITY;
        }
        return credential.servicePrincipal() != null
                ? UpstreamCredential.SERVICE_PRINCIPAL
                : UpstreamCredential.PASS_THROUGH;
    }
}
