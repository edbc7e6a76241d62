package io.synapsemesh.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Looks at the certificate a gateway shows for a host, as anybody may, and goes away: without a certificate of its own
/// it gets no further, and it judges nothing.
final class ServedLeaf {
    private static final int TIMEOUT_MILLIS = 10_000;

    private ServedLeaf() {}

    static X509Certificate look(int gatewayPort, String host) throws IOException {
        var seen = new AtomicReference<X509Certificate>();
        try (var plain = new Socket()) {
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gatewayPort), TIMEOUT_MILLIS);
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Recording(seen)}, null);
            var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, gatewayPort, true);
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        } catch (SSLException refused) {
            // After it has shown its certificate the gateway asks for ours.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
        X509Certificate leaf = seen.get();
        if (leaf == null) {
            throw new IOException("the gateway shows no certificate for " + host);
        }
        return leaf;
    }

    /// Believes everybody: nothing is sent to whom it talks to.
    private static final class Recording extends X509ExtendedTrustManager {
        private final AtomicReference<X509Certificate> seen;

        Recording(AtomicReference<X509Certificate> seen) {
            this.seen = seen;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            seen.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            seen.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            seen.set(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("this side is always the client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
