package io.synapsemesh.xds.snapshot;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;

/// The public part of a secret, the only part a version may be taken from: a hash of key bytes, sent to every
/// observer of versions, would be a fact about the key.
final class SecretChain {
    private SecretChain() {}

    static ByteString of(Secret secret) {
        return switch (secret.getTypeCase()) {
            case TLS_CERTIFICATE ->
                Deterministic.bytes(secret.getTlsCertificate().getCertificateChain())
                        .concat(Deterministic.bytes(secret.getTlsCertificate().getOcspStaple()));
            case VALIDATION_CONTEXT -> Deterministic.bytes(secret.getValidationContext());
            case SESSION_TICKET_KEYS, GENERIC_SECRET, TYPE_NOT_SET ->
                throw new IllegalArgumentException(
                        "a secret needs a certificate chain or a trust bundle to take its version from: "
                                + secret.getName());
        };
    }
}
