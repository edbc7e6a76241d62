package io.synapsemesh.certs.store.vault;

import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.vault.VaultLogin;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where in Vault or OpenBao a folder lies. Its policy needs `create`, `read`, `update` on `<mount>/data/<path>/*`,
/// and `read`, `list`, `delete` on `<mount>/metadata/<path>/*`.
///
/// @param mount of a KV engine of version 2, such as `secret`
/// @param path under it, such as `synapsemesh/ca`
/// @param namespace of Vault Enterprise or OpenBao
public record VaultKvConfig(
        IssuerHttp.Endpoint endpoint, String mount, String path, Optional<String> namespace, VaultLogin login) {
    private static final Pattern SEGMENTS =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}){0,8}");

    public VaultKvConfig {
        if (!SEGMENTS.matcher(mount).matches() || !SEGMENTS.matcher(path).matches()) {
            throw new IllegalArgumentException("not plain paths of Vault: " + mount + ", " + path);
        }
    }
}
