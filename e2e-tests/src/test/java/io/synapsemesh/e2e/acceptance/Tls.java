package io.synapsemesh.e2e.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS that shows what it is given, whatever the peer asked for, and looks at nothing itself: the peer alone decides.
final class Tls {
    private static final int PATIENCE_MILLIS = 10_000;

    private Tls() {}

    /// A connection that stays open between requests.
    static final class Talk implements AutoCloseable {
        private final SSLSocket socket;
        private final BufferedReader lines;

        private Talk(SSLSocket socket) throws IOException {
            this.socket = socket;
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        /// The status of one request.
        ///
        /// @throws IOException if the peer refuses or hangs up
        int get(String path) throws IOException {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: acceptance\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String status = lines.readLine();
            if (status == null) {
                throw new IOException("the peer hung up");
            }
            int length = 0;
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            for (int i = 0; i < length; i++) {
                lines.read();
            }
            return Integer.parseInt(status.split(" ")[1]);
        }

        X509Certificate peer() throws IOException {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    static Talk open(int port, TestCa.Held shown) throws IOException {
        var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            plain.setSoTimeout(PATIENCE_MILLIS);
            var socket =
                    (SSLSocket) showing(shown).getSocketFactory().createSocket(plain, LeafVectors.HOST, port, true);
            socket.startHandshake();
            return new Talk(socket);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /// Whether a request with this certificate is answered with 200.
    static boolean isAccepted(int port, TestCa.Held shown) {
        try (var talk = open(port, shown)) {
            return talk.get("/") == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    static SSLContext showing(TestCa.Held held) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Showing(held)}, new TrustManager[] {new Everybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Showing extends X509ExtendedKeyManager {
        private static final String ALIAS = "shown";
        private final TestCa.Held held;

        Showing(TestCa.Held held) {
            this.held = held;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return type.equals("EC") ? ALIAS : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {held.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return held.key();
        }
    }

    private static final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
