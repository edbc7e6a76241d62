package io.synapsemesh.identity.token;

import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.jwks.JwksQuery;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Verifies mesh tokens: whether they are well formed, whose they are and for whom, whether in time, and whether
/// that issuer signed them; only then, whom they name.
///
/// What costs little is asked first, and a key is fetched only for a token that is right in everything but its key.
/// Nothing is remembered between tokens: [VerifiedTokens] is for that. Sources: RFC 7515, 7519, 8725; Microsoft
/// identity platform "Access tokens"; SPIFFE JWT-SVID. Safe for many threads; may block for the fetch of an unknown
/// key.
public final class TokenVerifier implements TokenReader {
    private static final int AUDIENCES_MAX = 32;

    /// A token without `kid` is tried with so many keys at most.
    private static final int TRIED_KEYS_MAX = 32;

    private final IssuerKeys keys;
    private final Clock clock;
    private volatile Trust trust = Trust.NOBODY;

    /// Believes nobody before [#believe].
    public TokenVerifier(IssuerKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// Replaces the providers in force, all of them, for every token that is read from now on.
    public void believe(List<Provider> providers) {
        if (!trust.isOf(providers)) {
            trust = new Trust(providers);
        }
    }

    @Override
    public TokenReading read(String compact) {
        try {
            return prove(compact).reading();
        } catch (Refusal refusal) {
            return refusal.reading();
        } catch (RuntimeException e) {
            return broken(e);
        }
    }

    /// Ours to repair, and still a denial.
    static TokenReading.Refused broken(RuntimeException e) {
        return new TokenReading.Refused(
                Reason.INTERNAL_ERROR,
                "the token could not be read (" + e.getClass().getSimpleName() + ")",
                "Report this with the kind of token that was sent.");
    }

    /// Whether what was proven once is proven still.
    boolean holds(Proof proof) {
        return proof.trust() == trust
                && !proof.times().isOver(clock.instant())
                && proof.issuer()
                        .keys()
                        .filter(query -> keys.of(query) == proof.ring())
                        .isPresent();
    }

    /// @throws Refusal if the token proves nothing
    Proof prove(String compact) {
        Trust believed = trust;
        var token = CompactToken.parse(compact);
        var header = JoseHeader.of(TokenJson.object(token.header(), "header"));
        var claims = new ClaimSet(TokenJson.object(token.payload(), "payload"));
        List<String> audiences = claims.nameOrNames("aud", AUDIENCES_MAX).orElse(List.of());
        MicrosoftAudience.among(audiences).ifPresent(service -> {
            throw forMicrosoft(service, believed);
        });
        List<TrustedIssuer> issuers = believed.issuers(claims);
        requireOwnText(header, issuers, believed);
        List<TrustedIssuer> meant = meant(issuers, audiences);
        Optional<Refusal> first = Optional.empty();
        for (TrustedIssuer issuer : meant) {
            try {
                return prove(token, header, claims, believed, issuer);
            } catch (Refusal refusal) {
                first = first.or(() -> Optional.of(refusal));
            }
        }
        throw first.orElseThrow();
    }

    private Proof prove(CompactToken token, JoseHeader header, ClaimSet claims, Trust believed, TrustedIssuer issuer) {
        requireTenant(claims, issuer);
        var times = TokenTimes.read(claims, clock.instant());
        requireType(header, issuer);
        KeyRing ring = requireSignature(token, header, issuer);
        var principal = PrincipalReading.read(claims, issuer);
        var groups = GroupReading.read(claims, issuer.provider());
        var verified = new VerifiedToken(
                principal,
                issuer.provider().name(),
                claims.name("iss").orElse(issuer.issuer().url()),
                issuer.issuer().tenant().orElse(""),
                groups.groups(),
                groups.overage(),
                claims.plain(),
                claims.odd(),
                ActorReading.read(claims, issuer),
                Instant.ofEpochSecond(times.expiresAt()),
                claims.name("uti").or(() -> claims.name("jti")).orElse(""));
        return new Proof(new TokenReading.Verified(verified), times, believed, issuer, ring);
    }

    /// Graph signs over a digest of its `nonce`, so its tokens would only ever look like forgeries.
    private static void requireOwnText(JoseHeader header, List<TrustedIssuer> issuers, Trust believed) {
        boolean microsoft = issuers.stream().anyMatch(issuer -> issuer.type() == ProviderType.ENTRA_ID);
        if (header.nonce() && microsoft) {
            throw forMicrosoft("Microsoft Graph", believed);
        }
    }

    private static List<TrustedIssuer> meant(List<TrustedIssuer> issuers, List<String> audiences) {
        List<TrustedIssuer> meant = issuers.stream()
                .filter(issuer -> audiences.stream().anyMatch(issuer.audiences()::contains))
                .toList();
        if (meant.isEmpty()) {
            TrustedIssuer issuer = issuers.getFirst();
            throw new Refusal(
                    Reason.WRONG_AUDIENCE,
                    audiences.isEmpty()
                            ? "the token names no audience (aud)"
                            : "the token is for " + Refusal.shown(String.join(" ", audiences)) + ", not for the mesh",
                    issuer.type() == ProviderType.ENTRA_ID
                            ? "Request scope " + issuer.scope() + "."
                            : "Request a token for the audience "
                                    + issuer.provider().audiences().getFirst() + ".");
        }
        return meant;
    }

    /// `tid` is what user ids are kept apart by, so it must be the tenant of the issuer whose keys are asked.
    private static void requireTenant(ClaimSet claims, TrustedIssuer issuer) {
        Optional<String> tenant = issuer.issuer().tenant();
        if (tenant.isPresent() && !claims.text("tid").equals(tenant)) {
            throw new Refusal(
                    Reason.WRONG_TENANT,
                    "the token's tid is not the tenant of its issuer",
                    "Request a new token from the tenant " + tenant.get() + ".");
        }
    }

    private static void requireType(JoseHeader header, TrustedIssuer issuer) {
        boolean svid = issuer.type() == ProviderType.SPIFFE;
        boolean right =
                svid ? !header.type().endsWith("at+jwt") : !header.type().equals("jose");
        if (!right) {
            throw Refusal.malformed("the token's typ is not that of " + (svid ? "a JWT-SVID" : "an access token"));
        }
        if (svid && !header.algorithm().isForSvids()) {
            throw new Refusal(
                    Reason.ALGORITHM_NOT_ALLOWED,
                    "a JWT-SVID is signed with RS, ES or PS",
                    "Let the trust domain sign with ES256.");
        }
    }

    private KeyRing requireSignature(CompactToken token, JoseHeader header, TrustedIssuer issuer) {
        JwksQuery query = issuer.keys()
                .orElseThrow(() -> new Refusal(
                        Reason.UNKNOWN_KEY,
                        "nothing says where the keys of " + issuer.issuer().url() + " are",
                        "Set jwks.uri or jwks.inline in the IdentityProvider."));
        KeyRing ring = keys.of(query);
        if (ring.candidates(header.kid()).isEmpty()) {
            ring = keys.unknownKey(query, header.kid().orElse(""));
        }
        Optional<KeyRing> signed = signed(token, header, ring);
        if (signed.isEmpty() && header.kid().isEmpty()) {
            // Without a name the right key may be one that is not here yet.
            KeyRing newer = keys.unknownKey(query, "");
            signed = newer == ring ? signed : signed(token, header, newer);
        }
        return signed.orElseThrow(() -> new Refusal(
                Reason.BAD_SIGNATURE,
                "the token's signature is not its issuer's",
                "Send the token unchanged; request a new one if it was."));
    }

    /// The ring, if one of its keys signed the token.
    private static Optional<KeyRing> signed(CompactToken token, JoseHeader header, KeyRing ring) {
        List<SignatureKey> candidates = ring.candidates(header.kid());
        if (candidates.isEmpty()) {
            throw new Refusal(
                    Reason.UNKNOWN_KEY,
                    ring.isEmpty()
                            ? "there are no keys of the token's issuer (SYN0901)"
                            : "the token's issuer has no key "
                                    + Refusal.shown(header.kid().orElse("")),
                    "Request a new token; if that does not help, the control plane's log says why (SYN0901).");
        }
        List<SignatureKey> fitting = candidates.stream()
                .filter(key -> key.takes(header.algorithm()))
                .limit(TRIED_KEYS_MAX)
                .toList();
        if (fitting.isEmpty()) {
            throw new Refusal(
                    Reason.ALGORITHM_NOT_ALLOWED,
                    "the key that the token names is not for " + header.algorithm(),
                    "Request a new token and send it unchanged.");
        }
        byte[] input = token.signingInput();
        var signature = token.signature();
        return fitting.stream().anyMatch(key -> key.signed(header.algorithm(), input, signature))
                ? Optional.of(ring)
                : Optional.empty();
    }

    private static Refusal forMicrosoft(String service, Trust believed) {
        return new Refusal(
                Reason.TOKEN_FOR_MICROSOFT,
                "the token is for " + service + ", and nobody else may accept it",
                believed.entra()
                        .map(issuer -> "Request scope " + issuer.scope() + ".")
                        .orElse("Request a token whose audience is the mesh's."));
    }
}
