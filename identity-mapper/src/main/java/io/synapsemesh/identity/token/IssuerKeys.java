package io.synapsemesh.identity.token;

import io.synapsemesh.identity.jwks.JwksQuery;

/// The keys that vouch for an issuer's tokens, as they are now. Safe for many threads.
public interface IssuerKeys {
    /// Never blocks, and gives the same instance while the keys are the same.
    KeyRing of(JwksQuery query);

    /// For a key id that is not in [#of]: may fetch once for all who ask, within the limits of
    /// [io.synapsemesh.identity.jwks.JwksStore#unknownKey]. May block for the fetch's deadline.
    KeyRing unknownKey(JwksQuery query, String kid);
}
