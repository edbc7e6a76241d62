package io.synapsemesh.certs.root;

import io.synapsemesh.certs.HostName;
import java.util.Optional;

/// One of the authorities that rotate each on their own: `mesh`, `door`, `client:<host suffix>`.
public sealed interface AuthorityName extends Comparable<AuthorityName> {
    AuthorityName MESH = new Mesh();
    AuthorityName DOOR = new Door();

    /// As `--authority` takes it and status prints it.
    String text();

    /// Without the suffix, for a metric's label.
    String kind();

    static AuthorityName client(String suffix) {
        return new Client(suffix);
    }

    /// Empty if `text` names no kind of authority there is.
    static Optional<AuthorityName> parse(String text) {
        return switch (text) {
            case "mesh" -> Optional.of(MESH);
            case "door" -> Optional.of(DOOR);
            default ->
                text.startsWith(Client.PREFIX) && HostName.isValid(text.substring(Client.PREFIX.length()))
                        ? Optional.of(client(text.substring(Client.PREFIX.length())))
                        : Optional.empty();
        };
    }

    @Override
    default int compareTo(AuthorityName other) {
        return text().compareTo(other.text());
    }

    /// Signs the X.509-SVIDs.
    record Mesh() implements AuthorityName {
        @Override
        public String text() {
            return "mesh";
        }

        @Override
        public String kind() {
            return "mesh";
        }
    }

    /// Certifies the control plane's own ports. Always has a prepared root, so that it is in every bootstrap.
    record Door() implements AuthorityName {
        @Override
        public String text() {
            return "door";
        }

        @Override
        public String kind() {
            return "door";
        }
    }

    /// What applications trust for `dev` of their sidecar, under one host suffix.
    record Client(String suffix) implements AuthorityName {
        private static final String PREFIX = "client:";

        @Override
        public String text() {
            return PREFIX + suffix;
        }

        @Override
        public String kind() {
            return "client";
        }
    }
}
