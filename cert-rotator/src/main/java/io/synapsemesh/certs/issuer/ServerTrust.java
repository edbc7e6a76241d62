package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Whose certificate an issuer's server may show. Names are always checked; there is no way to switch that off.
public sealed interface ServerTrust {
    /// The public CAs of the Java runtime.
    record System() implements ServerTrust {}

    /// Only these CAs. The file is read again when its content changes, so a server's CA can be rotated.
    record Pinned(Path caFile) implements ServerTrust {}

    /// Equal versions trust the same.
    ///
    /// @throws IssuanceFailed if a pinned file cannot be read
    default String version() {
        return switch (this) {
            case System _ -> "system";
            case Pinned(Path file) -> Pem.sha256Hex(SmallFile.read(file, SmallFile.PEM_BYTES_MAX));
        };
    }

    /// @throws IssuanceFailed if a pinned file cannot be read or holds no CA
    default TrustManager[] managers() {
        return switch (this) {
            case System _ -> managers(null, "the runtime's own CAs");
            case Pinned(Path file) -> managers(store(file), "the CA file " + file);
        };
    }

    /// @throws IssuanceFailed as [#managers]
    default SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store, String what) {
        try {
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IssuanceFailed(what + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore store(Path file) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            String text = new String(SmallFile.read(file, SmallFile.PEM_BYTES_MAX), StandardCharsets.ISO_8859_1);
            var certificates = PemText.certificates(text);
            if (certificates.isEmpty()) {
                throw new IssuanceFailed("the CA file " + file + " holds no certificate");
            }
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca" + i, certificates.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new IssuanceFailed("the CA file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
