package io.synapsemesh.identity.jwks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose servers we believe: the system's roots, and more where the operator (or a test) says so. Never a trust store
/// for the whole JVM.
public final class TlsTrust {
    private final Optional<X509TrustManager> believed;
    private final SSLContext anonymous;

    private TlsTrust(Optional<X509TrustManager> believed, SSLContext anonymous) {
        this.believed = believed;
        this.anonymous = anonymous;
    }

    public static TlsTrust system() {
        return systemAnd(List.of());
    }

    /// As a context of others decides; it shows nobody who we are.
    public static TlsTrust of(SSLContext anonymous) {
        return new TlsTrust(Optional.empty(), anonymous);
    }

    public static TlsTrust systemAnd(List<X509Certificate> more) {
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
            X509TrustManager believed = managerOf(roots);
            return new TlsTrust(Optional.of(believed), context(believed, Optional.empty()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK has TLS and a trust store", e);
        }
    }

    /// Shows no server who we are.
    public SSLContext context() {
        return anonymous;
    }

    /// Shows `keys` to servers that ask; a context of its own, so that no session made with older keys is resumed.
    public SSLContext context(X509ExtendedKeyManager keys) {
        return believed.map(manager -> context(manager, Optional.of(keys))).orElse(anonymous);
    }

    private static SSLContext context(X509TrustManager believed, Optional<X509ExtendedKeyManager> keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    keys.map(shown -> new KeyManager[] {shown}).orElse(null), new X509TrustManager[] {believed}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
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
