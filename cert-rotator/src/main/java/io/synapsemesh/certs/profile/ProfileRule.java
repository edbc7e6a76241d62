package io.synapsemesh.certs.profile;

/// The rules of the profile; each violation names one. Source: SPIFFE X509-SVID sections 2 to 5, RFC 5280 section 4.
public enum ProfileRule {
    UNPARSABLE,
    TOO_LARGE,
    VERSION,
    SERIAL,
    SIGNATURE_ALGORITHM,
    KEY_ALGORITHM,
    VALIDITY_ORDER,
    LIFETIME,
    EXPIRED,
    NOT_YET_VALID,
    SAN_MISSING,
    SAN_CRITICALITY,
    SAN_KIND,
    URI_SAN_COUNT,
    URI_SAN_GRAMMAR,
    TRUST_DOMAIN,
    IDENTITY,
    /// A host nobody declared for this identity.
    DNS_SAN_EXTRA,
    /// A declared host the leaf does not have yet: out of date, not dangerous.
    DNS_SAN_MISSING,
    IP_SAN,
    BASIC_CONSTRAINTS,
    KEY_USAGE,
    KEY_USAGE_CRITICALITY,
    EXTENDED_KEY_USAGE,
    EXTENSION,
    CHAIN,
    KEY_PAIR,
    /// Chains to a root we trust but no longer sign with: out of date, not dangerous.
    SIGNER;

    /// A leaf that breaks only such rules is renewed, but may be shown until then.
    public boolean isOutdatedOnly() {
        return this == DNS_SAN_MISSING || this == SIGNER || this == LIFETIME;
    }
}
