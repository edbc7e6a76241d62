package io.synapsemesh.controlplane;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.identity.decide.DecisionDesk;
import io.synapsemesh.identity.decide.DeskLimits;
import io.synapsemesh.identity.decide.Memberships;
import io.synapsemesh.identity.exchange.Authorities;
import io.synapsemesh.identity.exchange.ExchangeLimits;
import io.synapsemesh.identity.exchange.FederatedToken;
import io.synapsemesh.identity.exchange.HeldTokens;
import io.synapsemesh.identity.exchange.LazyTokenSource;
import io.synapsemesh.identity.exchange.SecretFiles;
import io.synapsemesh.identity.exchange.SynapseTokens;
import io.synapsemesh.identity.exchange.adapter.azure.AzureSettings;
import io.synapsemesh.identity.exchange.adapter.azure.AzureTokenSource;
import io.synapsemesh.identity.serve.AuthRequest;
import io.synapsemesh.identity.serve.AuthorizationService;
import io.synapsemesh.identity.token.TokenReader;
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
    private final Memberships memberships;
    private final Server authz;
    private final AuthRequestServer authRequest;

    private DecisionPorts(Closing closing, Memberships memberships, Server authz, AuthRequestServer authRequest) {
        this.closing = closing;
        this.memberships = memberships;
        this.authz = authz;
        this.authRequest = authRequest;
    }

    /// What they are made of.
    ///
    /// @param tokens reads mesh tokens with the providers in force
    /// @param door judges the credentials of proxies
    /// @param keys the control plane's own certificate
    /// @param clients verifies the certificates of proxies
    record Wiring(
            Settings settings,
            Supplier<Published> published,
            TokenReader tokens,
            NodeDoor door,
            X509ExtendedKeyManager keys,
            X509TrustManager clients,
            EventSink events,
            Meters meters) {}

    /// @throws Refused if a port is taken
    static DecisionPorts start(Wiring wiring) {
        var closing = new Closing();
        try {
            var meters = new DecisionMeters(wiring.meters());
            Memberships memberships = Memberships.ofToken();
            var desk = closing.add(desk(wiring, memberships, meters, closing));
            Server authz = authz(wiring, desk, meters);
            closing.add(() -> stop(authz));
            return new DecisionPorts(closing, memberships, authz, closing.add(authRequest(wiring, desk, meters)));
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /// As decisions ask for groups.
    Memberships memberships() {
        return memberships;
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

    private static DecisionDesk desk(
            Wiring wiring, Memberships memberships, DecisionMeters meters, Closing closing) {
        Settings settings = wiring.settings();
        return new DecisionDesk(
                new DecisionDesk.Ports(
                        new Moments(wiring.published()),
                        wiring.tokens(),
                        memberships,
                        synapseTokens(settings, meters, closing),
                        wiring.events(),
                        meters),
                DeskLimits.standard(),
                settings.clock(),
                settings.random());
    }

    /// Opens no SDK before a workspace wants a token.
    private static SynapseTokens synapseTokens(Settings settings, DecisionMeters meters, Closing closing) {
        AzureAccess access = settings.azure();
        var source = closing.add(new LazyTokenSource(
                () -> AzureTokenSource.open(new AzureSettings(
                        settings.keyTrust().context(),
                        access.metadata(),
                        new SecretFiles(access.secrets()),
                        new FederatedToken(access.federatedToken()),
                        settings.clock(),
                        AzureSettings.DEADLINE)),
                "com.azure:azure-identity"));
        return closing.add(new HeldTokens(
                source, new Authorities(access.authority()), settings.clock(), ExchangeLimits.STANDARD, meters::fetched));
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
