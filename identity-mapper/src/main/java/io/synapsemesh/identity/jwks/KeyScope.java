package io.synapsemesh.identity.jwks;

/// Which keys of a set count for one issuer. A multi-tenant provider publishes the keys of many tenants in one set and
/// says in each key's `issuer` whose it is; a key of the consumer tenant must not vouch for a company's (Storm-0558).
public enum KeyScope {
    /// One tenant, one set: keys without `issuer` are its own; those of another issuer still are not.
    OWN_OR_UNMARKED,
    /// Several tenants: only keys whose `issuer` is this tenant's.
    OWN
}
