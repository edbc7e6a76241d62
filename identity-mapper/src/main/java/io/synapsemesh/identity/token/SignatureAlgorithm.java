package io.synapsemesh.identity.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.util.Optional;

/// The algorithms a token may be signed with: asymmetric ones (RFC 7518 section 3.1, RFC 8037). Which of them a key
/// takes is the key's to say, never the token's.
enum SignatureAlgorithm {
    RS256("RSA"),
    RS384("RSA"),
    RS512("RSA"),
    PS256("RSA"),
    PS384("RSA"),
    PS512("RSA"),
    ES256("P-256"),
    ES384("P-384"),
    ES512("P-521"),
    ED25519("Ed25519");

    private final String keyKind;
    private final JWSHeader header;

    SignatureAlgorithm(String keyKind) {
        this.keyKind = keyKind;
        this.header = new JWSHeader(JWSAlgorithm.parse(name()));
    }

    /// `EdDSA` and its later name `Ed25519` (RFC 9864) are one. Names are exact: `rs256` and `None` are nothing.
    static Optional<SignatureAlgorithm> byName(String name) {
        return switch (name) {
            case "RS256" -> Optional.of(RS256);
            case "RS384" -> Optional.of(RS384);
            case "RS512" -> Optional.of(RS512);
            case "PS256" -> Optional.of(PS256);
            case "PS384" -> Optional.of(PS384);
            case "PS512" -> Optional.of(PS512);
            case "ES256" -> Optional.of(ES256);
            case "ES384" -> Optional.of(ES384);
            case "ES512" -> Optional.of(ES512);
            case "EdDSA", "Ed25519" -> Optional.of(ED25519);
            default -> Optional.empty();
        };
    }

    /// `RSA`, or the name of the curve.
    String keyKind() {
        return keyKind;
    }

    /// What Nimbus' verifiers want to be told; it holds the algorithm and nothing of the token.
    JWSHeader header() {
        return header;
    }

    /// The JWT-SVID standard (section 2.1) lists RS, ES and PS only.
    boolean isForSvids() {
        return this != ED25519;
    }
}
