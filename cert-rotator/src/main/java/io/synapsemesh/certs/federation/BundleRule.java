package io.synapsemesh.certs.federation;

/// What a bundle may break; source: SPIFFE Trust Domain and Bundle section 4, X509-SVID section 6, RFC 7517, RFC 8259.
public enum BundleRule {
    TOO_LARGE,
    NOT_UTF8,
    JSON_SYNTAX,
    /// A control character, an escape that is none, half a surrogate pair.
    JSON_STRING,
    JSON_DUPLICATE_NAME,
    JSON_TOO_DEEP,
    JSON_TOO_MANY,
    JSON_TRAILING,
    NOT_AN_OBJECT,
    /// No list `keys`. An empty list is no fault: it says that nobody is to be trusted any more.
    KEYS,
    KEY_NOT_AN_OBJECT,
    TOO_MANY_KEYS,
    KEY_TYPE,
    USE,
    PRIVATE_KEY,
    KEY_ID,
    X5C_MISSING,
    X5C_COUNT,
    X5C_BASE64,
    /// Not a certificate that may sign in this domain; the finer word is a
    /// [io.synapsemesh.certs.profile.ProfileRule].
    CERTIFICATE,
    /// A certificate in its own name that its own key did not sign.
    ROOT_SIGNATURE,
    /// The key's parameters are not those of its certificate.
    KEY_MISMATCH,
    DUPLICATE_KEY,
    SEQUENCE,
    SEQUENCE_BACK,
    /// The same sequence over other content, or none where there was one.
    SEQUENCE_REUSED,
    REFRESH_HINT,
    REFRESH_HINT_RANGE,
    OTHER_DOMAIN,
    TRUST_DOMAINS,
    TRUST_DOMAIN_NAME,
    TOO_MANY_DOMAINS
}
