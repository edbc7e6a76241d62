package io.synapsemesh.certs.issuer.vault;

import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.IssuerHttp;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where Vault is and what to ask it. `MeshTrust.issuer.vaultPki`.
///
/// The role must say: `use_csr_sans=false`, `use_csr_common_name=false`, `require_cn=false`,
/// `key_usage=["DigitalSignature"]`, `server_flag=true`, `client_flag=true`, `basic_constraints_valid_for_non_ca=true`,
/// `allowed_uri_sans=["spiffe://<trust domain>/*"]`, `max_ttl` of at least the leaf's, and for workspaces the domains
/// of their hosts. `no_store=true` keeps its storage flat. A role that says something else is noticed by the lint.
///
/// @param mount where the engine is mounted, `pki` or `teams/mesh/pki`
/// @param issuerRef pins one of the engine's issuers, so that changing the engine's default changes nothing here
/// @param namespace of Vault Enterprise or OpenBao
/// @param anchors the roots that may vouch for its leaves, the signing one first
public record VaultPkiConfig(
        IssuerHttp.Endpoint endpoint,
        String mount,
        String role,
        Optional<String> issuerRef,
        Optional<String> namespace,
        VaultLogin login,
        AnchorsFile anchors) {
    private static final Pattern SEGMENTS =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    public VaultPkiConfig {
        requirePath("mount", mount);
        requirePath("role", role);
        issuerRef.ifPresent(ref -> requirePath("issuerRef", ref));
        namespace.ifPresent(n -> requirePath("namespace", n));
    }

    String signPath() {
        return "/v1/" + mount + issuerRef.map(ref -> "/issuer/" + ref).orElse("") + "/sign/" + role;
    }

    static void requirePath(String what, String value) {
        if (value.length() > 253 || !SEGMENTS.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is not a plain path of Vault: " + value);
        }
    }
}
