package io.synapsemesh.controlplane.federation;

import io.synapsemesh.certs.TrustBundle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Path validation (RFC 5280) with the authorities of one trust domain and nothing else.
public final class BundleTrust {
    private BundleTrust() {}

    public static X509TrustManager of(TrustBundle bundle) throws CertificateException {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (X509Certificate root : bundle.anchors().certificates()) {
                store.setCertificateEntry("root" + count++, root);
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
            throw new CertificateException("the JDK has no PKIX trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the roots of " + bundle.trustDomain() + " cannot be used", e);
        }
    }
}
