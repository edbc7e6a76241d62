package io.synapsemesh.xds.render;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;

/// The name of every resource. Names are stable for as long as the thing they name exists: a resource whose name
/// changes is a resource that is removed and added, and a secret whose name changes stalls SDS.
///
/// None contains a proxy, so all gateways share what they serve.
public final class Names {
    /// In the metadata of resources and routes.
    public static final String NAMESPACE = "synapsemesh";
    /// The cluster of the control plane: xDS, access logs. Part of every bootstrap.
    public static final String CONTROL_PLANE = "synapsemesh-xds";

    /// The cluster of the identity-mapper, and the listener in the bootstrap that leads to it.
    public static final String AUTHORIZER = "synapsemesh-authz";

    /// The filter that tells closed requests from open ones.
    public static final String CLOSED = "closed-tokens";

    private Names() {}

    /// `analytics/contoso/dev`: the endpoint's route configuration and the stem of its other names.
    public static String endpoint(DocumentRef workspace, Endpoint endpoint) {
        return workspace.namespace() + "/" + workspace.name() + "/" + endpoint.slug();
    }

    /// The filter chain of an endpoint on a gateway. A raised epoch is another chain, so Envoy drains the old one.
    public static String chain(DocumentRef workspace, Endpoint endpoint, int drainEpoch) {
        return endpoint(workspace, endpoint) + "#" + drainEpoch;
    }

    /// Synapse itself, as gateways reach it: cluster and, where addresses are given, its endpoints.
    public static String upstream(DocumentRef workspace, Endpoint endpoint) {
        return "synapse/" + endpoint(workspace, endpoint);
    }

    /// The gateways that serve an endpoint, as sidecars reach them: cluster and endpoints.
    public static String gateways(DocumentRef workspace, Endpoint endpoint) {
        return "gateways/" + endpoint(workspace, endpoint);
    }

    public static String verdict(DocumentRef workspace) {
        return "rbac-pre/" + endpoint(workspace, Endpoint.DEV);
    }

    public static String authorizer(DocumentRef workspace) {
        return "ext-authz/" + endpoint(workspace, Endpoint.DEV);
    }

    public static String decision(DocumentRef workspace) {
        return "rbac-final/" + endpoint(workspace, Endpoint.DEV);
    }

    public static String connection(DocumentRef workspace, Endpoint endpoint) {
        return "rbac-connect/" + endpoint(workspace, endpoint);
    }

    public static String tokens(TokenPlace place) {
        return "jwt/" + place.slug();
    }

    /// The certificate and key of an identity: the SPIFFE id.
    public static String svid(SpiffeId identity) {
        return identity.uri();
    }

    /// The certificate one sidecar shows to its application for one host; no two sidecars share a key.
    public static String clientFacing(SpiffeId sidecar, String host) {
        return host + "@" + sidecar.uri();
    }

    /// The bundle of exactly one trust domain, for upstream contexts.
    public static String bundle(TrustDomain trustDomain) {
        return "bundle/" + trustDomain.name();
    }

    /// The bundles of all trusted domains, for downstream contexts.
    public static String bundles() {
        return "bundles";
    }

    public static String gatewayListener(int shard) {
        return "gateway/" + shard;
    }

    public static String sidecarListener(DocumentRef workspace, Endpoint endpoint) {
        return "sidecar/" + endpoint(workspace, endpoint);
    }
}
