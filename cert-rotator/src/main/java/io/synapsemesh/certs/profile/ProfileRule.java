package io.synapsemesh.certs.profile;

/// The rules of the profile; each violation names one. Source: SPIFFE X509-SVID sections 2 to 5, RFC 5280 section 4.
public enum ProfileRule {
    UNPARSABLE,
    TOO_LARGE,
    /// Not DER; the finer word is a [io.synapsemesh.certs.StrictDer.Rule].
    ENCODING,
    /// A value that is the default is left out in DER (X.690 section 11.5).
    DEFAULT_WRITTEN,
    VERSION,
    SERIAL,
    ISSUER,
    /// issuerUniqueID or subjectUniqueID (RFC 5280 section 4.1.2.8).
    UNIQUE_ID,
    SIGNATURE_ALGORITHM,
    /// The two places that name the signature's algorithm differ.
    SIGNATURE_MISMATCH,
    KEY_ALGORITHM,
    VALIDITY_ORDER,
    LIFETIME,
    EXPIRED,
    NOT_YET_VALID,
    SAN_MISSING,
    SAN_CRITICALITY,
    /// Not a list of names in their own encodings.
    SAN_ENCODING,
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
    EXTENSION_DUPLICATE,
    /// The finer word is a [ChainLint.Fault].
    CHAIN,
    /// A certificate between the leaf and the root that may not sign.
    INTERMEDIATE,
    KEY_PAIR,
    /// Chains to a root we trust but no longer sign with: out of date, not dangerous.
    SIGNER;

    /// A leaf that breaks only such rules is renewed, but may be shown until then.
    public boolean isOutdatedOnly() {
        return this == DNS_SAN_MISSING || this == SIGNER || this == LIFETIME;
    }
}
