package io.synapsemesh.e2e.rules;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS as the clients of these tests speak it.
final class Certificates {
    private Certificates() {}

    /// A certificate and its key.
    record Held(List<X509Certificate> chain, PrivateKey key) {
        /// Reads what SDS serves: PEM, the key PKCS#8.
        static Held ofPem(String chain, String key) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(key.replaceAll("-----[^-]+-----", ""));
                var certificates = read(chain);
                String algorithm = certificates.getFirst().getPublicKey().getAlgorithm();
                return new Held(
                        certificates, KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return "Held[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }

    static List<X509Certificate> read(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An application: trusts `pem` alone, shows nothing.
    static SSLContext trusting(String pem) {
        try {
            var store = emptyStore();
            int count = 0;
            for (var certificate : read(pem)) {
                store.setCertificateEntry("root" + count++, certificate);
            }
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            return context(null, trust.getTrustManagers());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A mesh client that shows `held` and believes everybody: whom Envoy believes is what is tried.
    static SSLContext showing(Held held) {
        return showing(held, _ -> {});
    }

    /// Shows no certificate and believes everybody.
    static SSLContext anonymous() {
        return context(null, new TrustManager[] {new Anyone(_ -> {})});
    }

    /// The certificate a server shows for a host, whether it then lets us in or not.
    static X509Certificate served(int port, String host) throws IOException {
        var seen = new AtomicReference<X509Certificate>();
        try (var socket = connect(context(null, new TrustManager[] {new Anyone(seen::set)}), port, host)) {
            socket.startHandshake();
        } catch (IOException refused) {
            // After it has shown its certificate a gateway asks for ours.
        }
        X509Certificate leaf = seen.get();
        if (leaf == null) {
            throw new IOException("no certificate is shown for " + host);
        }
        return leaf;
    }

    private static SSLContext showing(Held held, Consumer<X509Certificate> seen) {
        return context(new KeyManager[] {keys(held)}, new TrustManager[] {new Anyone(seen)});
    }

    static TrustManager anyone() {
        return new Anyone(_ -> {});
    }

    static KeyManager keys(Held held) {
        try {
            var store = emptyStore();
            store.setKeyEntry("me", held.key(), new char[0], held.chain().toArray(X509Certificate[]::new));
            var keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(store, new char[0]);
            return keys.getKeyManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A TLS connection to a loopback port with `host` as SNI; the handshake is yet to come.
    static SSLSocket connect(SSLContext context, int port, String host) throws IOException {
        var plain = Sockets.connect(port);
        try {
            var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyManager @org.jspecify.annotations.Nullable [] keys, TrustManager[] trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        private final Consumer<X509Certificate> seen;

        Anyone(Consumer<X509Certificate> seen) {
            this.seen = seen;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            seen.accept(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            seen.accept(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            seen.accept(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
