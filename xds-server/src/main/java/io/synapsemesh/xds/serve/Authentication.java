package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Instant;

/// Who is calling, after the credential was checked.
public sealed interface Authentication {
    /// Who the current call is from, for a service behind [AdsServer#guarded].
    static Authentication current() {
        Authentication who = Sessions.WHO.get();
        return who == null ? new Refused("no credential") : who;
    }

    /// A proxy. Its view comes from here and from nowhere else.
    ///
    /// @param proxy the `MeshProxy` the identity acts for
    /// @param expiry when the credential ends, and the stream with it
    /// @param credentialId names the credential for revocation: a token's id, a certificate's serial
    record Authenticated(SpiffeId identity, DocumentRef proxy, Instant expiry, String credentialId)
            implements Authentication {}

    /// A person with the operator token. May read status, never a proxy's resources.
    record Operator(String name) implements Authentication {}

    /// Nobody we serve.
    ///
    /// @param reason told to the caller and counted: short, and without anything the caller did not send
    record Refused(String reason) implements Authentication {}
}
