package io.synapsemesh.certs;

import io.synapsemesh.core.identity.SpiffeId;
import java.util.regex.Pattern;

/// Which certificate: the kinds of leaf come from different roots and are never exchanged for one another.
public sealed interface LeafName extends Comparable<LeafName> {
    /// Who holds the key.
    SpiffeId identity();

    /// One stable printable word, unique over all kinds: the file name is derived from it and `certs` prints it.
    String text();

    @Override
    default int compareTo(LeafName other) {
        return text().compareTo(other.text());
    }

    /// The X.509-SVID of a workspace, proxy or workload, under the mesh root.
    record Svid(SpiffeId identity) implements LeafName {
        private static final Pattern WORKSPACE = Pattern.compile("/synapse(/[a-z0-9._-]+){3}");

        /// Only workspaces may carry host names (Nginx checks nothing else); rules B "Names".
        public boolean isWorkspace() {
            return WORKSPACE.matcher(identity.path()).matches();
        }

        @Override
        public String text() {
            return identity.uri();
        }
    }

    /// What a sidecar shows to its own application on `dev`, under the client-facing root of the host's suffix. The
    /// key belongs to one sidecar: two sidecars in front of one workspace share nothing.
    record DevServer(SpiffeId identity, String host) implements LeafName {
        public DevServer {
            HostName.require(host);
        }

        @Override
        public String text() {
            return host + "@" + identity.uri();
        }
    }

    /// The server certificate of the control plane's own ports (15010-15012), under the control-plane root.
    record Door(SpiffeId identity) implements LeafName {
        @Override
        public String text() {
            return "door@" + identity.uri();
        }
    }

    /// What an edge shows to browsers and partners outside the mesh, under a CA of theirs; its hosts stand in the
    /// [LeafRequest]. It says nothing about who the edge is and cannot be used as a client.
    record PublicServer(SpiffeId identity) implements LeafName {
        @Override
        public String text() {
            return "public@" + identity.uri();
        }
    }
}
