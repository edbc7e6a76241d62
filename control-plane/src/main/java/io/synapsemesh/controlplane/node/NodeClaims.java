package io.synapsemesh.controlplane.node;

import com.nimbusds.jwt.JWTClaimsSet;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// Between a [NodeCredential] and the claims of its token. The same claims, without a signature, are the line in the
/// ledger.
final class NodeClaims {
    static final String AUDIENCE = "synapsemesh-xds";
    private static final String NODE = "node";
    private static final String SOURCES = "sources";

    private NodeClaims() {}

    static JWTClaimsSet of(NodeCredential credential, TrustDomain issuer) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.name())
                .subject(credential.identity().uri())
                .audience(AUDIENCE)
                .claim(NODE, credential.node())
                .issueTime(Date.from(credential.issuedAt()))
                .expirationTime(Date.from(credential.expiresAt()))
                .jwtID(credential.id())
                .claim(
                        SOURCES,
                        credential.sources().stream()
                                .map(Cidr::toString)
                                .toList())
                .build();
    }

    /// @throws IllegalArgumentException if a claim is missing, of another type, or outside its grammar
    static NodeCredential parse(JWTClaimsSet claims) {
        try {
            return new NodeCredential(
                    text(claims.getJWTID(), "jti"),
                    text(claims.getStringClaim(NODE), NODE),
                    SpiffeId.parse(text(claims.getSubject(), "sub")),
                    instant(claims.getIssueTime(), "iat"),
                    instant(claims.getExpirationTime(), "exp"),
                    ranges(claims.getStringListClaim(SOURCES)));
        } catch (ParseException e) {
            throw new IllegalArgumentException("a claim is of another type", e);
        }
    }

    private static List<Cidr> ranges(@org.jspecify.annotations.Nullable List<String> texts) {
        if (texts == null) {
            throw new IllegalArgumentException("the claim " + SOURCES + " is missing");
        }
        return texts.stream().map(Cidr::parse).toList();
    }

    private static String text(@org.jspecify.annotations.Nullable String value, String claim) {
        if (value == null) {
            throw new IllegalArgumentException("the claim " + claim + " is missing");
        }
        return value;
    }

    private static Instant instant(@org.jspecify.annotations.Nullable Date value, String claim) {
        if (value == null) {
            throw new IllegalArgumentException("the claim " + claim + " is missing");
        }
        return value.toInstant();
    }
}
