package io.synapsemesh.controlplane;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.identity.decide.DecisionDesk;
import io.synapsemesh.identity.serve.AuthRequest;
import io.synapsemesh.identity.serve.AuthorizationService;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.XdsPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/// The two ports where decisions are asked for, in front of one desk.
final class DecisionPorts implements AutoCloseable {
    /// The head of one request with two tokens, and a certificate.
    private static final int QUESTION_BYTES_MAX = 256 << 10;

    private final Server authz;
    private final AuthRequestServer authRequest;

    private DecisionPorts(Server authz, AuthRequestServer authRequest) {
        this.authz = authz;
        this.authRequest = authRequest;
    }

    /// What they are made of.
    ///
    /// @param proxies in force now
    /// @param keys the control plane's own certificate
    /// @param clients verifies the certificates of proxies
    record Wiring(
            DecisionAddresses addresses,
            DecisionDesk desk,
            NodeDoor door,
            Supplier<Map<DocumentRef, Proxy>> proxies,
            X509ExtendedKeyManager keys,
            X509TrustManager clients,
            DecisionMeters meters,
            Clock clock) {}

    /// @throws Refused if a port is taken
    static DecisionPorts start(Wiring wiring) {
        Server authz = authz(wiring);
        try {
            return new DecisionPorts(authz, authRequest(wiring));
        } catch (RuntimeException e) {
            authz.shutdownNow();
            throw e;
        }
    }

    int authzPort() {
        return authz.getPort();
    }

    int authRequestPort() {
        return authRequest.port();
    }

    /// Questions under way are answered; whoever asks later is told to ask another replica.
    @Override
    public void close() {
        authz.shutdown();
        authRequest.close();
        try {
            if (!authz.awaitTermination(2, TimeUnit.SECONDS)) {
                authz.shutdownNow();
            }
        } catch (InterruptedException e) {
            authz.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static Server authz(Wiring wiring) {
        var service = new AuthorizationService(wiring.desk(), DecisionDoor::asker);
        var door = new DecisionDoor(wiring.door(), wiring.proxies(), wiring.meters(), wiring.clock());
        Limits standard = Limits.standard();
        var limits = new Limits(
                standard.streams(),
                standard.streamsPerProxy(),
                standard.typesPerStream(),
                standard.namesPerStream(),
                standard.authenticationsPending(),
                QUESTION_BYTES_MAX,
                standard.accessLogEntries(),
                standard.statusConfigs(),
                standard.statusBytes(),
                standard.removalWait(),
                standard.routesHold());
        var server = XdsPort.server(
                wiring.addresses().authz(),
                XdsPort.tls(wiring.keys(), wiring.clients()),
                List.of(ServerInterceptors.intercept(service, door)),
                limits,
                XdsPort.Connections.standard());
        try {
            return server.start();
        } catch (IOException e) {
            throw taken(wiring.addresses().authz(), "--authz-port", e);
        }
    }

    private static AuthRequestServer authRequest(Wiring wiring) {
        try {
            return AuthRequestServer.start(new AuthRequestServer.Wiring(
                    wiring.addresses().authRequest(),
                    wiring.keys(),
                    wiring.clients(),
                    wiring.door(),
                    new AuthRequest(wiring.desk()),
                    wiring.meters(),
                    wiring.clock()));
        } catch (UncheckedIOException e) {
            throw taken(wiring.addresses().authRequest(), "--auth-request-port", e);
        }
    }

    private static Refused taken(InetSocketAddress address, String option, Exception e) {
        return new Refused(
                Code.SYN1204,
                "the port for decisions " + address + " cannot be used: " + e.getMessage(),
                "End what listens there, or give " + option + ".");
    }
}
