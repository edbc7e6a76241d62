package io.synapsemesh.identity.jwks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose servers we believe: the system's roots, and more where the operator (or a test) says so. Never a trust store
/// for the whole JVM.
public final class TlsTrust {
    private TlsTrust() {}

    public static SSLContext system() {
        return systemAnd(List.of());
    }

    public static SSLContext systemAnd(List<X509Certificate> more) {
        try {
            var roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            int count = 0;
            for (X509Certificate root : managerOf(null).getAcceptedIssuers()) {
                roots.setCertificateEntry("system" + count++, root);
            }
            for (X509Certificate root : more) {
                roots.setCertificateEntry("more" + count++, root);
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {managerOf(roots)}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK has TLS and a trust store", e);
        }
    }

    private static X509TrustManager managerOf(@Nullable KeyStore roots) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(roots);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new IllegalStateException("no X.509 trust manager");
    }
}
