package io.synapsemesh.controlplane;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.federation.OwnBundle;
import io.synapsemesh.controlplane.federation.BundleServer;
import io.synapsemesh.controlplane.federation.Callers;
import io.synapsemesh.controlplane.federation.WebCertificate;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.X509ExtendedKeyManager;

/// The mesh's own bundle on a [BundlePort].
final class BundleEndpoint {
    private static final Duration LEAF = Duration.ofHours(24);

    private BundleEndpoint() {}

    /// What the control plane's ports need to be shown: the door's leaf, and for `https_spiffe` an SVID of the mesh,
    /// because peers know the mesh root and not the door's.
    static List<LeafRequest> leaves(Optional<BundlePort> port, TrustDomain own, LeafRequest door) {
        return switch (port.orElse(null)) {
            case BundlePort.Spiffe _ -> List.of(door, LeafRequest.of(shown(own), new TreeSet<>(), LEAF));
            case BundlePort.Web _ -> List.of(door);
            case null -> List.of(door);
        };
    }

    /// @throws Refused if the port is taken, or the files of a [BundlePort.Web] are not a certificate and its key
    static BundleServer start(
            BundlePort port, TrustDomain own, CertificateDesk certificates, OwnBundle bundle, Callers callers) {
        var keys = switch (port) {
            case BundlePort.Spiffe _ -> DoorKeys.ofLeaf(() -> certificates.leaf(shown(own)));
            case BundlePort.Web web -> {
                var certificate = webCertificate(web);
                yield new DoorKeys(() -> {
                    var pair = certificate.pair();
                    return Optional.of(new DoorKeys.Shown(pair.chain(), pair.key()));
                });
            }
        };
        try {
            return BundleServer.start(
                    port.address(), keys, () -> certificates.meshBundle().map(bundle::offer), callers);
        } catch (UncheckedIOException e) {
            throw new Refused(
                    Code.SYN1204,
                    "the bundle endpoint " + port.address() + " cannot be used: " + e.getMessage(),
                    "End what listens there, or give another --bundle-endpoint.");
        }
    }

    /// What the control plane proves itself with at another domain's endpoint that asks; one for each exchange, so
    /// that chain and key are of one leaf.
    static Optional<X509ExtendedKeyManager> asClient(TrustDomain own, CertificateDesk certificates) {
        return certificates.leaf(shown(own)).map(leaf -> {
            var fixed = Optional.of(DoorKeys.Shown.of(leaf));
            return new DoorKeys(() -> fixed);
        });
    }

    private static LeafName.Svid shown(TrustDomain own) {
        return new LeafName.Svid(SpiffeId.ofControlPlane(own));
    }

    private static WebCertificate webCertificate(BundlePort.Web web) {
        try {
            return WebCertificate.open(web.chain(), web.key());
        } catch (IOException e) {
            throw new Refused(
                    Code.SYN1210,
                    "the certificate of the bundle endpoint cannot be used: " + e.getMessage(),
                    "Give --bundle-certificate and --bundle-key as PEM: a chain, leaf first, and its PKCS#8 key.");
        }
    }
}
