package io.synapsemesh.simulator.synapse;

/// How much of Synapse's own access control a fake performs.
public sealed interface Access {
    /// None: every request is answered, `Authorization` is not looked at.
    record Open() implements Access {}

    /// A token for Synapse's audience from a trusted issuer, and then everything.
    record Authenticated(TokenTrust trust) implements Access {}

    /// A token, and a role assignment for what the route needs.
    ///
    /// @param deniedStatus 403 as documented, or 401 as reported from the field
    record RoleBased(TokenTrust trust, int deniedStatus) implements Access {
        public RoleBased {
            if (deniedStatus != 401 && deniedStatus != 403) {
                throw new IllegalArgumentException("Synapse denies with 403 or 401, not " + deniedStatus);
            }
        }
    }
}
