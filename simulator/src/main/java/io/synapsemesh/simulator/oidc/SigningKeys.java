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
final class SigningKeys {
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

    SigningKeys() {
        published.add(Generation.create());
    }

    /// New keys sign from now on; the previous ones stay published.
    void rotate() {
        var next = Generation.create();
        synchronized (this) {
            published.addFirst(next);
        }
    }

    /// Every generation but the active one is no longer published.
    synchronized void retire() {
        published.subList(1, published.size()).clear();
    }

    synchronized Generation active() {
        return published.getFirst();
    }

    synchronized JWKSet published() {
        var keys = new ArrayList<JWK>();
        for (var generation : published) {
            keys.add(generation.rsa().toPublicJWK());
            keys.add(generation.ec().toPublicJWK());
        }
        return new JWKSet(keys);
    }
}
