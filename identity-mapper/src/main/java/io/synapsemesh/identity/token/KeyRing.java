package io.synapsemesh.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys of one issuer, parsed. Immutable, and one instance as long as the keys are the same: whoever verified
/// something keeps the ring, and it still holds while the issuer's ring is that very one.
public final class KeyRing {
    private final List<SignatureKey> keys;
    private final Map<String, List<SignatureKey>> byKid = new HashMap<>();

    private KeyRing(List<SignatureKey> keys) {
        this.keys = List.copyOf(keys);
        for (SignatureKey key : keys) {
            key.kid()
                    .ifPresent(kid -> byKid.computeIfAbsent(kid, unused -> new ArrayList<>(1))
                            .add(key));
        }
    }

    /// No key at all: every token of the issuer is refused.
    public static KeyRing none() {
        return new KeyRing(List.of());
    }

    /// @param json a JWKS with public signature keys, as [io.synapsemesh.identity.jwks.JwksResult] holds it; a key
    ///     that is none is left out
    public static KeyRing parse(String json) {
        var keys = new ArrayList<SignatureKey>();
        try {
            for (JWK jwk : JWKSet.parse(json).getKeys()) {
                try {
                    SignatureKey.of(jwk).ifPresent(keys::add);
                } catch (JOSEException | RuntimeException e) {
                    // Its numbers are no key: no signature is ever its.
                }
            }
        } catch (ParseException | RuntimeException e) {
            return none();
        }
        return new KeyRing(keys);
    }

    /// The keys a token may mean: those of its `kid`, all if it names none.
    List<SignatureKey> candidates(Optional<String> kid) {
        return kid.map(name -> byKid.getOrDefault(name, List.of())).orElse(keys);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }
}
