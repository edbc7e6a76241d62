package io.synapsemesh.xds.render;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.Optional;
import java.util.SortedMap;

/// Certificates with their keys, and trust bundles.
final class Secrets {
    private static final String SPIFFE_VALIDATOR = "envoy.tls.cert_validator.spiffe";

    private Secrets() {}

    /// @param chain PEM, the leaf first
    /// @param key PEM, PKCS#8
    static Rendered leaf(String name, String chain, SecretBytes key, Origin origin) {
        var certificate = TlsCertificate.newBuilder()
                .setCertificateChain(DataSource.newBuilder().setInlineString(chain))
                .setPrivateKey(DataSource.newBuilder().setInlineBytes(ByteString.copyFrom(key.open())));
        return Rendered.of(
                name,
                Secret.newBuilder().setName(name).setTlsCertificate(certificate).build(),
                origin);
    }

    /// @param bundles PEM authorities by trust domain, one at least in each: Envoy rejects an empty bundle
    /// @throws IllegalArgumentException if there is no domain or a bundle holds no certificate
    static Rendered bundle(String name, SortedMap<TrustDomain, String> bundles, Optional<Origin> origin) {
        if (bundles.isEmpty()) {
            throw new IllegalArgumentException("a trust bundle names at least one trust domain: " + name);
        }
        var validator = SPIFFECertValidatorConfig.newBuilder();
        bundles.forEach((domain, pem) -> {
            if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
                throw new IllegalArgumentException("the bundle of " + domain + " holds no certificate");
            }
            validator.addTrustDomains(SPIFFECertValidatorConfig.TrustDomain.newBuilder()
                    .setName(domain.name())
                    .setTrustBundle(DataSource.newBuilder().setInlineString(pem)));
        });
        var context = CertificateValidationContext.newBuilder()
                .setCustomValidatorConfig(TypedExtensionConfig.newBuilder()
                        .setName(SPIFFE_VALIDATOR)
                        .setTypedConfig(Deterministic.pack(validator.build())));
        var secret = Secret.newBuilder().setName(name).setValidationContext(context);
        return new Rendered(name, secret.build(), origin, Optional.empty());
    }
}
