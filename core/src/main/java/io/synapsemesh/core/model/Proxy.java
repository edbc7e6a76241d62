package io.synapsemesh.core.model;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import java.util.List;
import java.util.Optional;

/// One deployed set of proxies with one identity.
///
/// @param attachments the workspaces it serves or reaches, those that admit it, in order of name
/// @param listen where it listens
/// @param replicas how many may be connected at once; empty: any number
public record Proxy(
        Origin origin,
        Role role,
        SpiffeId identity,
        List<DocumentRef> attachments,
        Listen listen,
        Optional<Integer> replicas) {
    public Proxy {
        attachments = attachments.stream().sorted().distinct().toList();
    }

    public DocumentRef ref() {
        return origin.document();
    }

    public enum Role {
        SIDECAR("Sidecar"),
        GATEWAY("Gateway"),
        EDGE("Edge");

        private final String documentName;

        Role(String documentName) {
            this.documentName = documentName;
        }

        public String documentName() {
            return documentName;
        }
    }

    /// Where a proxy listens. A sidecar's ports are bases: the n-th attached workspace listens at base + n. Without a
    /// base, each endpoint has an address of its own in 127.84.0.0/16 and Azure's port.
    ///
    /// @param address an IP address
    /// @param port of a gateway
    public record Listen(
            String address,
            Optional<Integer> port,
            Optional<Integer> devBase,
            Optional<Integer> sqlBase,
            Optional<Integer> sqlOnDemandBase) {}
}
