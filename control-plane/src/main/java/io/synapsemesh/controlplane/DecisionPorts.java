package io.synapsemesh.controlplane;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.identity.decide.DecisionDesk;
import io.synapsemesh.identity.decide.DeskLimits;
import io.synapsemesh.identity.serve.AuthRequest;
import io.synapsemesh.identity.serve.AuthorizationService;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.XdsPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/// The two ports where decisions are asked for, in front of one desk.
final class DecisionPorts implements AutoCloseable {
    /// The head of one request with two tokens, and a certificate.
    private static final int QUESTION_BYTES_MAX = 256 << 10;

    private final Closing closing;
    private final Server authz;
    private final AuthRequestServer authRequest;

    private DecisionPorts(Closing closing, Server authz, AuthRequestServer authRequest) {
        this.closing = closing;
        this.authz = authz;
        this.authRequest = authRequest;
    }

    /// What they are made of.
    ///
    /// @param callers who they are, by the providers in force
    /// @param door judges the credentials of proxies
    /// @param keys the control plane's own certificate
    /// @param clients verifies the certificates of proxies
    record Wiring(
            Settings settings,
            Supplier<Published> published,
            CallerDesk callers,
            NodeDoor door,
            X509ExtendedKeyManager keys,
            X509TrustManager clients,
            EventSink events,
            DecisionMeters meters) {}

    /// @throws Refused if a port is taken
    static DecisionPorts start(Wiring wiring) {
        var closing = new Closing();
        try {
            DecisionMeters meters = wiring.meters();
            var desk = closing.add(desk(wiring, meters));
            Server authz = authz(wiring, desk, meters);
            closing.add(() -> stop(authz));
            return new DecisionPorts(closing, authz, closing.add(authRequest(wiring, desk, meters)));
        } catch (RuntimeException e) {
            closing.close();
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
        closing.close();
    }

    private static void stop(Server authz) {
        authz.shutdown();
        try {
            if (!authz.awaitTermination(2, TimeUnit.SECONDS)) {
                authz.shutdownNow();
            }
        } catch (InterruptedException e) {
            authz.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static DecisionDesk desk(Wiring wiring, DecisionMeters meters) {
        Settings settings = wiring.settings();
        return new DecisionDesk(
                new DecisionDesk.Ports(
                        new Moments(wiring.published()),
                        wiring.callers().reader(),
                        wiring.callers().memberships(),
                        wiring.callers().synapseTokens(),
                        wiring.events(),
                        meters),
                DeskLimits.standard(),
                settings.clock(),
                settings.random());
    }

    private static Server authz(Wiring wiring, DecisionDesk desk, DecisionMeters meters) {
        var service = new AuthorizationService(desk, DecisionDoor::asker);
        var door = new DecisionDoor(
                wiring.door(),
                () -> wiring.published().get().proxies(),
                meters,
                wiring.settings().clock());
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
                wiring.settings().decisions().authz(),
                XdsPort.tls(wiring.keys(), wiring.clients()),
                List.of(ServerInterceptors.intercept(service, door)),
                limits,
                XdsPort.Connections.standard());
        try {
            return server.start();
        } catch (IOException e) {
            throw taken(wiring.settings().decisions().authz(), "--authz-port", e);
        }
    }

    private static AuthRequestServer authRequest(Wiring wiring, DecisionDesk desk, DecisionMeters meters) {
        try {
            return AuthRequestServer.start(new AuthRequestServer.Wiring(
                    wiring.settings().decisions().authRequest(),
                    wiring.keys(),
                    wiring.clients(),
                    wiring.door(),
                    new AuthRequest(desk),
                    meters,
                    wiring.settings().clock()));
        } catch (UncheckedIOException e) {
            throw taken(wiring.settings().decisions().authRequest(), "--auth-request-port", e);
        }
    }

    private static Refused taken(InetSocketAddress address, String option, Exception e) {
        return new Refused(
                Code.SYN1204,
                "the port for decisions " + address + " cannot be used: " + e.getMessage(),
                "End what listens there, or give " + option + ".");
    }
}
