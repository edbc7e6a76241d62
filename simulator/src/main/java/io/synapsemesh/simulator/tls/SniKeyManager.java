package io.synapsemesh.simulator.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Picks the certificate by the exact SNI host; without SNI, or for a stranger, the first credential answers, so that
/// a client with a wrong name sees a certificate that does not match rather than a broken handshake.
final class SniKeyManager extends X509ExtendedKeyManager {
    private final Map<String, ServerCredential> byAlias = new HashMap<>();
    private final String fallback;

    SniKeyManager(List<ServerCredential> credentials) {
        fallback = credentials.getFirst().hosts().getFirst();
        for (var credential : credentials) {
            credential.hosts().forEach(host -> byAlias.put(host, credential));
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return choose(keyType, engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return socket instanceof SSLSocket tls ? choose(keyType, tls.getHandshakeSession()) : null;
    }

    private @Nullable String choose(String keyType, SSLSession session) {
        if (!keyType.startsWith("EC")) {
            return null;
        }
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    String alias = host.getAsciiName().toLowerCase(Locale.ROOT);
                    return byAlias.containsKey(alias) ? alias : fallback;
                }
            }
        }
        return fallback;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var credential = byAlias.get(alias);
        return credential == null ? null : credential.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var credential = byAlias.get(alias);
        return credential == null ? null : credential.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return byAlias.keySet().toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
