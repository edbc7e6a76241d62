package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.federation.OwnBundle;
import io.synapsemesh.controlplane.federation.BundleServer;
import io.synapsemesh.core.identity.TrustDomain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Another trust domain with the bundle endpoint of our own kind, and with the ways to be wrong that ours has not.
final class PartnerMesh implements AutoCloseable {
    static final TrustDomain DOMAIN = TrustDomain.parse("partner.example");
    static final String ENDPOINT = "spiffe://partner.example/bundle-endpoint";

    private final OwnBundle publisher = new OwnBundle(new MemoryStore(), Clock.systemUTC());
    private volatile List<X509Certificate> roots;
    private volatile SigningRoot.Signed shown;
    private volatile Optional<byte[]> instead = Optional.empty();
    private @Nullable BundleServer server;

    PartnerMesh(SigningRoot root) {
        roots = List.of(root.certificate());
        shown = root.leaf(Duration.ofHours(1), ENDPOINT);
        open(0);
    }

    void open(int port) {
        server = BundleServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new DoorKeys(() -> Optional.of(new DoorKeys.Shown(List.of(shown.leaf()), shown.key()))),
                () -> instead.map(body -> new OwnBundle.Offer(body, "another"))
                        .or(() -> Optional.of(publisher.offer(bundle()))),
                (shown, held) -> {});
    }

    int port() {
        return java.util.Objects.requireNonNull(server).port();
    }

    TrustBundle bundle() {
        return new TrustBundle(DOMAIN, Anchors.of(roots));
    }

    String json() {
        return new String(publisher.json(bundle()), StandardCharsets.US_ASCII);
    }

    void roots(SigningRoot... now) {
        roots = java.util.Arrays.stream(now).map(SigningRoot::certificate).toList();
    }

    void shows(SigningRoot.Signed leaf) {
        shown = leaf;
    }

    void answers(byte[] body) {
        instead = Optional.of(body);
    }

    void answersWell() {
        instead = Optional.empty();
    }

    @Override
    public void close() {
        java.util.Objects.requireNonNull(server).close();
    }
}
