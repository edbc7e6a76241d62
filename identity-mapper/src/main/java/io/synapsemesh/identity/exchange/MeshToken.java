package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.token.VerifiedToken;
import java.nio.charset.StandardCharsets;

/// A caller's mesh token: what was verified of it, and itself.
///
/// @param compact for an exchange only
public record MeshToken(VerifiedToken verified, SecretBytes compact) {
    public static MeshToken of(VerifiedToken verified, String compact) {
        return new MeshToken(verified, SecretBytes.copyOf(compact.getBytes(StandardCharsets.US_ASCII)));
    }
}
