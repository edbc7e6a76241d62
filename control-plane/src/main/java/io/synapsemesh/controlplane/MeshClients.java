package io.synapsemesh.controlplane;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.controlplane.federation.BundleTrust;
import io.synapsemesh.controlplane.federation.ChainTrust;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Verifies client certificates at our ports with the roots the mesh has now, and with nothing else. Who the client is,
/// [NodeDoor] reads afterwards.
final class MeshClients extends ChainTrust {
    private final Supplier<Optional<TrustBundle>> bundle;
    private volatile @Nullable Built built;

    private record Built(String contentHash, X509TrustManager manager) {}

    MeshClients(Supplier<Optional<TrustBundle>> bundle) {
        this.bundle = bundle;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        manager().checkClientTrusted(chain, authType);
    }

    private X509TrustManager manager() throws CertificateException {
        TrustBundle now = bundle.get().orElseThrow(() -> new CertificateException("the mesh has no roots yet"));
        Built before = built;
        if (before != null && before.contentHash().equals(now.contentHash())) {
            return before.manager();
        }
        X509TrustManager made = BundleTrust.of(now);
        built = new Built(now.contentHash(), made);
        return made;
    }
}
