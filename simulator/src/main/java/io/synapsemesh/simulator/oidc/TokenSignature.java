package io.synapsemesh.simulator.oidc;

/// How a token is (or is not) signed: one honest way, and the forgeries a verifier must refuse.
public sealed interface TokenSignature {
    TokenSignature RS256 = new Genuine("RS256");
    TokenSignature ES256 = new Genuine("ES256");

    /// By the issuer's active key for this algorithm (`RS256` or `ES256`).
    record Genuine(String algorithm) implements TokenSignature {
        public Genuine {
            if (!algorithm.equals("RS256") && !algorithm.equals("ES256")) {
                throw new IllegalArgumentException("the issuer fake signs RS256 or ES256, not " + algorithm);
            }
        }
    }

    /// `alg: none` and an empty signature (RFC 8725 §2.1).
    record Unsigned() implements TokenSignature {}

    /// HS256 keyed with the PEM of the issuer's public RSA key: algorithm confusion (RFC 8725 §2.1).
    record HmacWithPublicKey() implements TokenSignature {}

    /// By a key the issuer never had, under the `kid` of its active one.
    record ForeignKey() implements TokenSignature {}

    /// Genuine, then one bit of the signature flipped.
    record Tampered() implements TokenSignature {}

    /// An unsigned token inside a JWE to the issuer's public key (CVE-2026-29000).
    record EncryptedUnsigned() implements TokenSignature {}
}
