package io.synapsemesh.identity.decide;

import io.synapsemesh.core.model.Proxy;

/// Where a decision is carried out.
public enum Point {
    /// Envoy's `ext_authz` on `dev`.
    EXT_AUTHZ("ExtAuthz", Proxy.Role.GATEWAY),
    /// Envoy's `ext_authz` on a connection.
    EXT_AUTHZ_NETWORK("ExtAuthzNetwork", Proxy.Role.GATEWAY),
    /// Nginx' `auth_request`. Outside of it is the internet: who brings no token is nobody there, never the edge.
    AUTH_REQUEST("AuthRequest", Proxy.Role.EDGE);

    private final String documentName;
    private final Proxy.Role role;

    Point(String documentName, Proxy.Role role) {
        this.documentName = documentName;
        this.role = role;
    }

    /// As in the log.
    public String documentName() {
        return documentName;
    }

    /// Who may ask here.
    Proxy.Role role() {
        return role;
    }
}
