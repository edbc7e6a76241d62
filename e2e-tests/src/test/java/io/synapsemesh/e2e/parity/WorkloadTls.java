package io.synapsemesh.e2e.parity;

import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// Connections to the gateway as any workload: SVIDs signed by the mesh root of the control plane under test.
final class WorkloadTls {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final char[] PASSWORD = "in memory only".toCharArray();

    private final Authorities authorities;
    private final InetSocketAddress gateway;
    /// By carrier and host: the JDK would name the host of an earlier session, which the gateway never resumes.
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();

    /// @param dataDir of the running control plane
    WorkloadTls(Path dataDir, InetSocketAddress gateway) {
        var directory = DataDirectory.open(dataDir);
        var random = new SecureRandom();
        this.authorities = Authorities.open(
                directory.folder(DataDirectory.Part.CA),
                DataSeal.open(directory, random),
                new AuthorityConfig(TrustDomain.DEMO, Duration.ofHours(8760), Duration.ofMinutes(2), new TreeSet<>()),
                _ -> Set.of(),
                Clock.systemUTC(),
                random);
        this.gateway = gateway;
    }

    /// Connected, and the handshake is done as far as TLS 1.3 tells: a refused certificate shows at the first read.
    ///
    /// @param source where the client binds
    SSLSocket connect(SpiffeId carrier, String source, String host) throws IOException {
        var socket = (SSLSocket)
                contexts.computeIfAbsent(carrier + " " + host, _ -> context(carrier)).getSocketFactory().createSocket();
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
            socket.connect(gateway, TIMEOUT_MILLIS);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }


    private SSLContext context(SpiffeId carrier) {
        try {
            var key = LeafKey.generate(new SecureRandom());
            var request = LeafRequest.of(new LeafName.Svid(carrier), List.of(), Duration.ofHours(1));
            var chain = authorities.mesh().issue(request, key.csr()).certificates().toArray(Certificate[]::new);
            var identity = KeyStore.getInstance("PKCS12");
            identity.load(null, null);
            var privateKey = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(key.privateKey().open()));
            identity.setKeyEntry("svid", privateKey, PASSWORD, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identity, PASSWORD);
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            int number = 0;
            for (var root : authorities.mesh().anchors().certificates()) {
                anchors.setCertificateEntry("root" + number++, root);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS context for " + carrier, e);
        }
    }
}
