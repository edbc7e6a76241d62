package io.synapsemesh.certs.issuer.istio;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.csr.SignRate;
import io.synapsemesh.certs.csr.SigningDesk;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.FakeGrpcServer;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerChannel;
import io.synapsemesh.certs.issuer.IssuerConformanceTest;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.IssuerRow;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.TestCa;
import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateRequest;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateResponse;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateServiceGrpc.IstioCertificateServiceImplBase;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.identity.SpiffeId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Istio's certificate API, client and server of our own against each other, over TLS.
public final class IstioCaRow {
    static final String TOKEN = "token.of.the.sidecar";
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Context.Key<SpiffeId> CALLER = Context.key("caller");

    private IstioCaRow() {}

    public static IssuerRow row() {
        return IssuerRow.of(
                "istioCa",
                IssuerRow.Peer.OURS,
                "our own `IstioCertificateService`, over TLS",
                IssuerConformanceTest.class,
                Map.of(),
                Istio::new);
    }

    private static final class Istio implements IssuerPeer {
        private final FakeGrpcServer server;
        private final IstioCaIssuer issuer;

        Istio(Clock clock, Path directory) throws IOException {
            var folder = new MemoryStore();
            var mesh = Authorities.open(
                            folder,
                            new Seal(KeyEncryptionKey.openOrCreate(folder, Fixture.RANDOM), Fixture.RANDOM),
                            new AuthorityConfig(
                                    Fixture.DOMAIN, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>()),
                            Fixture::declared,
                            clock,
                            Fixture.RANDOM)
                    .mesh();
            var desk = new SigningDesk(
                    new SigningDesk.Ports(
                            id -> id.equals(Fixture.SIDECAR.identity())
                                    ? Optional.of(Fixture.sidecarRequest())
                                    : Optional.empty(),
                            name -> mesh,
                            mesh::bundle,
                            event -> {},
                            (name, leaf, issuedAt) -> issuedAt),
                    clock,
                    new SignRate(10_000, Duration.ofNanos(1), 64));
            var tls = new TestCa("istio listener", clock.instant());
            server = new FakeGrpcServer(tls, fault -> new LyingService(desk, clock, fault), new BearerToken());
            issuer = new IstioCaIssuer(
                    new IstioCaConfig(
                            new IssuerChannel.Endpoint(
                                    server.target(),
                                    new ServerTrust.Pinned(TestFiles.plain(directory, "ca.pem", tls.rootPem())),
                                    DEADLINE),
                            Fixture.SIDECAR.identity(),
                            TestFiles.secret(directory, "token", TOKEN),
                            Optional.of("Kubernetes"),
                            new AnchorsFile(
                                    TestFiles.plain(
                                            directory,
                                            "roots.pem",
                                            mesh.anchors().pem()),
                                    clock)),
                    clock);
        }

        @Override
        public LeafSource source() {
            return issuer;
        }

        @Override
        public LeafRequest good() {
            return Fixture.sidecarRequest();
        }

        /// Somebody else's name: asked for by impersonation, and refused by the server.
        @Override
        public LeafRequest refused() {
            var other = new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/etl/sa/other"));
            return LeafRequest.of(other, List.of(), Duration.ofHours(24));
        }

        @Override
        public void become(Fault fault) {
            server.become(fault);
        }

        @Override
        public int calls() {
            return server.calls();
        }

        @Override
        public Duration deadline() {
            return DEADLINE;
        }

        @Override
        public void close() {
            issuer.close();
            server.close();
        }
    }

    /// Who presents the token is the sidecar.
    private static final class BearerToken implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String said = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
            var context = ("Bearer " + TOKEN).equals(said)
                    ? Context.current().withValue(CALLER, Fixture.SIDECAR.identity())
                    : Context.current();
            return Contexts.interceptCall(context, call, headers, next);
        }
    }

    /// The real service, or what a broken one would answer.
    private static final class LyingService extends IstioCertificateServiceImplBase implements BindableService {
        private final IstioCertificateService honest;
        private final Clock clock;
        private final Supplier<Fault> fault;

        LyingService(SigningDesk desk, Clock clock, Supplier<Fault> fault) {
            this.honest = new IstioCertificateService(desk, () -> Optional.ofNullable(CALLER.get()));
            this.clock = clock;
            this.fault = fault;
        }

        @Override
        public void createCertificate(
                IstioCertificateRequest request, StreamObserver<IstioCertificateResponse> answers) {
            switch (fault.get()) {
                case WRONG_CHAIN, WRONG_KEY, EXPIRED -> answer(answers, lie(request, fault.get()));
                case EMPTY_ANSWER -> answer(answers, IstioCertificateResponse.getDefaultInstance());
                case HUGE_ANSWER -> honest.createCertificate(request, new Padding(answers));
                case NONE, SLOW, STALLED, RATE_LIMITED, RATE_LIMITED_FOR_DAYS, SERVER_ERROR, TLS_SWAPPED, AWAY ->
                    honest.createCertificate(request, answers);
            }
        }

        /// A stranger's chain; for the other two faults it is what is wrong beside that.
        private IstioCertificateResponse lie(IstioCertificateRequest request, Fault which) {
            var now = clock.instant();
            var ca = new TestCa("stranger", now);
            PublicKey key = which == Fault.WRONG_KEY
                    ? LeafKey.p256(Fixture.RANDOM).getPublic()
                    : TestFiles.request(request.getCsr()).publicKey();
            var from = which == Fault.EXPIRED ? now.minus(Duration.ofMinutes(90)) : now;
            var until = which == Fault.EXPIRED ? now.minus(Duration.ofMinutes(60)) : now.plus(Duration.ofHours(24));
            var leaf = ca.leaf(key, Optional.of(Fixture.SIDECAR.text()), List.of(), from, until, TestCa.SIGNS);
            return IstioCertificateResponse.newBuilder()
                    .addCertChain(Pem.certificates(List.of(leaf)))
                    .addCertChain(Pem.certificates(List.of(ca.intermediate())))
                    .addCertChain(ca.rootPem())
                    .build();
        }

        /// A good answer, with so much text behind its PEM that only its size speaks against it.
        private record Padding(StreamObserver<IstioCertificateResponse> answers)
                implements StreamObserver<IstioCertificateResponse> {
            @Override
            public void onNext(IstioCertificateResponse good) {
                answers.onNext(
                        good.toBuilder().addCertChain("#".repeat(10_000_000)).build());
            }

            @Override
            public void onError(Throwable t) {
                answers.onError(t);
            }

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        }

        private static void answer(
                StreamObserver<IstioCertificateResponse> answers, IstioCertificateResponse response) {
            answers.onNext(response);
            answers.onCompleted();
        }
    }
}
