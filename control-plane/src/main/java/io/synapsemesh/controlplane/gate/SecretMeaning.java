package io.synapsemesh.controlplane.gate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.xds.render.Names;
import io.synapsemesh.xds.snapshot.Resource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a secret means to the gate. Read from the very bytes that are served, so it is right for an old version too,
/// and for a bundle that holds other domains beside ours. Each secret is read once and remembered; for one thread at a
/// time.
final class SecretMeaning {
    private static final int REMEMBERED_MAX = 10_000;
    private static final String IDENTITY = "spiffe://";

    private final TrustDomain own;
    private final Map<String, Meaning> remembered = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Meaning> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    SecretMeaning(TrustDomain own) {
        this.own = own;
    }

    sealed interface Meaning {
        /// The roots of our own domain.
        ///
        /// @param contentHash as `TrustBundle.contentHash` says it
        record Bundle(String contentHash) implements Meaning {}

        /// An identity of the mesh.
        ///
        /// @param end of its validity
        record Svid(String serial, Instant end) implements Meaning {}

        /// What a sidecar shows to its application.
        record ClientFacing(String serial) implements Meaning {}

        /// The roots of another domain.
        record Nothing() implements Meaning {}
    }

    boolean isBundle(String name) {
        return name.equals(Names.bundles()) || name.equals(Names.bundle(own));
    }

    Meaning of(Resource secret) {
        return remembered.computeIfAbsent(secret.versionText(), _ -> read(secret));
    }

    private Meaning read(Resource secret) {
        try {
            var content = Secret.parseFrom(secret.body().getValue());
            if (content.hasTlsCertificate()) {
                return leaf(secret.name(), content.getTlsCertificate());
            }
            return isBundle(secret.name()) ? bundle(content) : new Meaning.Nothing();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a rendered secret can be read: " + secret.name(), e);
        }
    }

    private Meaning bundle(Secret content) {
        try {
            var validator = content.getValidationContext()
                    .getCustomValidatorConfig()
                    .getTypedConfig()
                    .unpack(SPIFFECertValidatorConfig.class);
            for (var domain : validator.getTrustDomainsList()) {
                if (domain.getName().equals(own.name())) {
                    var pem = domain.getTrustBundle().getInlineStringBytes();
                    return new Meaning.Bundle(
                            Anchors.of(certificates(pem.newInput())).contentHash());
                }
            }
            throw new IllegalStateException(content.getName() + " holds no roots of " + own);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a rendered bundle can be read: " + content.getName(), e);
        }
    }

    private static Meaning leaf(String name, TlsCertificate certificate) {
        var chain = certificate.getCertificateChain();
        var pem = chain.getInlineString().isEmpty() ? chain.getInlineBytes() : chain.getInlineStringBytes();
        X509Certificate leaf = certificates(pem.newInput()).getFirst();
        String serial = leaf.getSerialNumber().toString(16);
        return name.startsWith(IDENTITY)
                ? new Meaning.Svid(serial, leaf.getNotAfter().toInstant())
                : new Meaning.ClientFacing(serial);
    }

    private static List<X509Certificate> certificates(InputStream pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.readAllBytes()))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException | java.io.IOException e) {
            throw new IllegalStateException("a rendered certificate can be read", e);
        }
    }
}
