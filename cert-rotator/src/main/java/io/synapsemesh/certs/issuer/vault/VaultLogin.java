package io.synapsemesh.certs.issuer.vault;

import java.nio.file.Path;

/// How Vault knows us. Files are read at each use, so whatever renews them (Vault Agent, kubelet) needs no signal.
public sealed interface VaultLogin {
    /// A token that something else keeps fresh.
    record TokenFile(Path file) implements VaultLogin {}

    /// A projected service-account token; `POST /v1/auth/<mount>/login {role, jwt}`.
    record Kubernetes(String mount, String role, Path jwtFile) implements VaultLogin {
        public Kubernetes {
            VaultPkiConfig.requirePath("auth mount", mount);
            VaultPkiConfig.requirePath("auth role", role);
        }
    }

    /// `POST /v1/auth/<mount>/login {role_id, secret_id}`.
    record AppRole(String mount, String roleId, Path secretIdFile) implements VaultLogin {
        public AppRole {
            VaultPkiConfig.requirePath("auth mount", mount);
        }
    }
}
