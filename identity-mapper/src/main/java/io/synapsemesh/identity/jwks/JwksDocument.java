package io.synapsemesh.identity.jwks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads a JWKS (RFC 7517) written by somebody else. Keys of unknown kind or for other uses are passed over, as the RFC
/// says; a set with private or symmetric key material is refused whole, because whoever published it has lost control
/// of it; a set without one usable key is no JWKS.
final class JwksDocument {
    static final int KEYS_MAX = 1_000;

    private static final int KID_CHARS_MAX = 512;
    private static final Set<String> SECRET = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");
    private static final Map<String, Set<String>> ALGORITHMS = Map.of(
            "RSA", Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
            "P-256", Set.of("ES256"),
            "P-384", Set.of("ES384"),
            "P-521", Set.of("ES512"),
            "Ed25519", Set.of("EdDSA", "Ed25519"));

    private JwksDocument() {}

    /// @throws FetchFailed if it is not a set of public keys
    static PublicKeys parse(byte[] bytes) {
        if (!(StrictJson.object(bytes).get("keys") instanceof List<?> list)) {
            throw new FetchFailed("not a JWKS: it has no list 'keys'");
        }
        return parse(list);
    }

    static PublicKeys parse(List<?> list) {
        if (list.size() > KEYS_MAX) {
            throw new FetchFailed("the JWKS has more than " + KEYS_MAX + " keys");
        }
        var usable = new ArrayList<PublicKeys.Key>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> raw)) {
                throw new FetchFailed("not a JWKS: a key is not an object");
            }
            keyOf(raw).ifPresent(usable::add);
        }
        if (usable.isEmpty()) {
            throw new FetchFailed("the JWKS has no usable public signature key");
        }
        return new PublicKeys(usable);
    }

    private static Optional<PublicKeys.Key> keyOf(Map<?, ?> raw) {
        if (raw.keySet().stream().anyMatch(SECRET::contains) || "oct".equals(raw.get("kty"))) {
            throw new FetchFailed("the JWKS publishes private or symmetric key material; no key of it can be trusted");
        }
        // A SPIFFE bundle (SPIFFE Trust Domain and Bundle 4.2.2) marks its keys for tokens `jwt-svid`; those
        // for certificates, `x509-svid`, are for another use.
        boolean forSignatures =
                (raw.get("use") == null || "sig".equals(raw.get("use")) || "jwt-svid".equals(raw.get("use")))
                        && (raw.get("key_ops") == null
                                || raw.get("key_ops") instanceof List<?> operations && operations.contains("verify"));
        if (!forSignatures) {
            return Optional.empty();
        }
        return publicMembers(raw).filter(members -> fitsAlgorithm(raw, members)).map(members -> {
            copy(raw, members, "kid", KID_CHARS_MAX);
            copy(raw, members, "alg", KID_CHARS_MAX);
            members.put("use", "sig");
            return new PublicKeys.Key(members, textOf(raw, "issuer", 2048));
        });
    }

    /// Kind and public numbers, written anew from what was parsed, so nothing unread is passed on. Empty: a kind, curve
    /// or size we do not use.
    private static Optional<TreeMap<String, String>> publicMembers(Map<?, ?> raw) {
        var members = new TreeMap<String, String>();
        switch (String.valueOf(raw.get("kty"))) {
            case "RSA" -> {
                copyAll(raw, members, "n", "e");
                return isStrongRsa(members) ? finished(members, "RSA") : Optional.empty();
            }
            case "EC" -> {
                copyAll(raw, members, "crv", "x", "y");
                return isOnCurve(members) ? finished(members, "EC") : Optional.empty();
            }
            case "OKP" -> {
                copyAll(raw, members, "crv", "x");
                return isEd25519(members) ? finished(members, "OKP") : Optional.empty();
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private static Optional<TreeMap<String, String>> finished(TreeMap<String, String> members, String kind) {
        members.put("kty", kind);
        return Optional.of(members);
    }

    private static boolean isStrongRsa(Map<String, String> members) {
        try {
            var key = RSAKey.parse(withKind(members, "RSA")).toRSAPublicKey();
            int bits = key.getModulus().bitLength();
            BigInteger exponent = key.getPublicExponent();
            return bits >= 2048
                    && bits <= 8192
                    && key.getModulus().testBit(0)
                    && exponent.testBit(0)
                    && exponent.bitLength() >= 2
                    && exponent.bitLength() <= 64;
        } catch (ParseException | JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static boolean isOnCurve(Map<String, String> members) {
        try {
            ECKey.parse(withKind(members, "EC")).toECPublicKey();
            return ALGORITHMS.containsKey(String.valueOf(members.get("crv")));
        } catch (ParseException | JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static boolean isEd25519(Map<String, String> members) {
        return "Ed25519".equals(members.get("crv"))
                && String.valueOf(members.get("x")).matches("[A-Za-z0-9_-]{43}");
    }

    private static Map<String, Object> withKind(Map<String, String> members, String kind) {
        var all = new TreeMap<String, Object>(members);
        all.put("kty", kind);
        return all;
    }

    private static boolean fitsAlgorithm(Map<?, ?> raw, Map<String, String> members) {
        Object algorithm = raw.get("alg");
        String kind = members.getOrDefault("crv", "RSA");
        return algorithm == null
                || algorithm instanceof String text
                        && ALGORITHMS.getOrDefault(kind, Set.of()).contains(text);
    }

    private static void copyAll(Map<?, ?> raw, Map<String, String> members, String... names) {
        for (String name : names) {
            copy(raw, members, name, HttpsFetcher.BODY_BYTES_MAX);
        }
    }

    private static void copy(Map<?, ?> raw, Map<String, String> members, String name, int charsMax) {
        textOf(raw, name, charsMax).ifPresent(text -> members.put(name, text));
    }

    private static Optional<String> textOf(Map<?, ?> raw, String name, int charsMax) {
        Object value = raw.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && text.length() <= charsMax) {
            return Optional.of(text);
        }
        throw new FetchFailed(
                "not a JWKS: '" + name + "' of a key is not a text of at most " + charsMax + " characters");
    }
}
