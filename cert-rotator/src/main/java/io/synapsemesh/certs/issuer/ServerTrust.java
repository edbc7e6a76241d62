package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Whose certificate an issuer's server may show. Names are always checked; there is no way to switch that off.
public sealed interface ServerTrust {
    /// The public CAs of the Java runtime.
    record System() implements ServerTrust {}

    /// Only these CAs. The file is read again when its content changes, so a server's CA can be rotated.
    record Pinned(Path caFile) implements ServerTrust {}

    /// Equal versions trust the same.
    record Material(String version, SSLContext context) {}

    /// @param known what was made last; given back if it still holds
    /// @throws IssuanceFailed if a pinned file cannot be read
    default Material material(java.util.Optional<Material> known) {
        return switch (this) {
            case System s -> known.orElseGet(() -> new Material("system", system()));
            case Pinned pinned -> {
                byte[] content = SmallFile.read(pinned.caFile(), SmallFile.PEM_BYTES_MAX);
                String version = Pem.sha256Hex(content);
                yield known.filter(m -> m.version().equals(version))
                        .orElseGet(() -> new Material(version, pinned(pinned.caFile(), content)));
            }
        };
    }

    private static SSLContext system() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has a default TLS context", e);
        }
    }

    private static SSLContext pinned(Path file, byte[] content) {
        try {
            var managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(store(file, content));
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new IssuanceFailed("the CA file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore store(Path file, byte[] content) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var certificates = PemText.certificates(new String(content, StandardCharsets.ISO_8859_1));
        if (certificates.isEmpty()) {
            throw new IssuanceFailed("the CA file " + file + " holds no certificate");
        }
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca" + i, certificates.get(i));
        }
        return store;
    }
}
