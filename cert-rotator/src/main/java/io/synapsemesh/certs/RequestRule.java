package io.synapsemesh.certs;

/// What a signing request may break: the stable first word of its refusal.
public enum RequestRule {
    TOO_LARGE,
    /// Not DER; the finer word is a [StrictDer.Rule].
    ENCODING,
    UNREADABLE,
    VERSION,
    /// The finer word is an [AlgorithmRule].
    KEY,
    SIGNATURE_ALGORITHM,
    /// The signature's algorithm is not one of the key's kind.
    SIGNATURE_KEY,
    /// An ECDSA signature that is not DER: the same signature in another spelling.
    SIGNATURE_ENCODING,
    /// Not signed by the key it carries.
    PROOF_OF_POSSESSION,
    CHALLENGE_PASSWORD,
    /// An attribute other than one list of requested extensions.
    ATTRIBUTE,
    ATTRIBUTE_DUPLICATE,
    REQUESTED_EXTENSION,
    REQUESTED_EXTENSION_DUPLICATE,
    /// Asks to become an authority.
    REQUESTED_AUTHORITY,
    REQUESTED_KEY_USAGE,
    REQUESTED_KEY_PURPOSE,
    /// Names of a kind that no leaf carries, or more than one URI.
    REQUESTED_NAME
}
