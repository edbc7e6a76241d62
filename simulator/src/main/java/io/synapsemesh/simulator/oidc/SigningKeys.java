package io.synapsemesh.simulator.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.ArrayList;
import java.util.List;

/// An issuer's keys: one active generation that signs, and older ones that are still published. Thread-safe.
///
/// The first generation is made at first use: an RSA key takes a tenth of a second, and most tests need one issuer.
final class SigningKeys {
    private static final int GENERATIONS_MAX = 100;

    /// An RSA and an EC key of one age; the `kid` is the RFC 7638 thumbprint.
    record Generation(RSAKey rsa, ECKey ec) {
        static Generation create() {
            try {
                return new Generation(
                        new RSAKeyGenerator(2048)
                                .keyUse(KeyUse.SIGNATURE)
                                .keyIDFromThumbprint(true)
                                .generate(),
                        new ECKeyGenerator(Curve.P_256)
                                .keyUse(KeyUse.SIGNATURE)
                                .keyIDFromThumbprint(true)
                                .generate());
            } catch (JOSEException e) {
                throw new IllegalStateException("the issuer fake could not make its keys", e);
            }
        }
    }

    private final List<Generation> published = new ArrayList<>();

    /// New keys sign from now on; the previous ones stay published.
    synchronized void rotate() {
        active();
        if (published.size() >= GENERATIONS_MAX) {
            throw new IllegalStateException(
                    "an issuer fake publishes at most %d generations: retire() first".formatted(GENERATIONS_MAX));
        }
        published.addFirst(Generation.create());
    }

    /// Every generation but the active one is no longer published.
    synchronized void retire() {
        active();
        published.subList(1, published.size()).clear();
    }

    synchronized Generation active() {
        if (published.isEmpty()) {
            published.add(Generation.create());
        }
        return published.getFirst();
    }

    synchronized JWKSet published() {
        active();
        var keys = new ArrayList<JWK>();
        for (var generation : published) {
            keys.add(generation.rsa().toPublicJWK());
            keys.add(generation.ec().toPublicJWK());
        }
        return new JWKSet(keys);
    }
}
