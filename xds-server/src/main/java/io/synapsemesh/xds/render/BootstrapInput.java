package io.synapsemesh.xds.render;

import io.synapsemesh.core.identity.SpiffeId;
import java.nio.file.Path;

/// What an Envoy needs to reach the control plane. Files are named as Envoy will see them, absolute.
///
/// @param node `namespace/name` of the MeshProxy: a claim; the token proves it
/// @param xds where xDS is served, and access logs are taken
/// @param authorizer where ext_authz is answered
/// @param controlPlane whom the control plane's certificate must name
/// @param caFile the two anchors of the control-plane CA, PEM
/// @param tokenFile the node token, alone in the file
/// @param secretsFolder where the two files of [BootstrapFiles#secrets] will lie
public record BootstrapInput(
        String node,
        HostPort xds,
        HostPort authorizer,
        SpiffeId controlPlane,
        Path caFile,
        Path tokenFile,
        Path secretsFolder,
        AdminAddress admin) {
    /// Of ext_authz (contracts.md, "Wire names").
    public static final int AUTHORIZER_PORT = 15_011;

    /// Where Envoy's admin interface listens: never beyond this machine.
    public sealed interface AdminAddress {
        /// @param port on 127.0.0.1; 0 for any free one
        record Loopback(int port) implements AdminAddress {}

        record Socket(Path path) implements AdminAddress {}
    }
}
