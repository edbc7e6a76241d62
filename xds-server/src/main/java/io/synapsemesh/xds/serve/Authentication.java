package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Instant;
import java.util.Optional;

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
    /// @param place where the credential may be in use at once without an alarm
    /// @param replicas how many ADS streams the proxy may have; empty: any number
    record Authenticated(
            SpiffeId identity,
            DocumentRef proxy,
            Instant expiry,
            String credentialId,
            Place place,
            Optional<Integer> replicas)
            implements Authentication {
        /// Without a bound of its own.
        public Authenticated(SpiffeId identity, DocumentRef proxy, Instant expiry, String credentialId) {
            this(identity, proxy, expiry, credentialId, Place.ANY, Optional.empty());
        }
    }

    /// Where a credential is at home.
    enum Place {
        /// A node token: one proxy has it, and what it says is enough to be that proxy.
        ONE_ADDRESS,
        /// A certificate: every replica of a proxy has it, each with a key.
        ANY
    }

    /// A person with the operator token. May read status, never a proxy's resources.
    record Operator(String name) implements Authentication {}

    /// Nobody we serve.
    ///
    /// @param reason told to the caller and counted: short, and without anything the caller did not send
    record Refused(String reason) implements Authentication {}
}
