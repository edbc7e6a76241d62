package io.synapsemesh.controlplane;

import io.grpc.BindableService;
import io.grpc.Server;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.csr.CertificateService;
import io.synapsemesh.certs.csr.SigningDesk;
import io.synapsemesh.certs.federation.OwnBundle;
import io.synapsemesh.certs.federation.PeerState;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.issuer.istio.IstioCertificateService;
import io.synapsemesh.certs.skew.SkewSensor;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.controlplane.admin.AdminServer;
import io.synapsemesh.controlplane.admin.Callers;
import io.synapsemesh.controlplane.admin.EventFeed;
import io.synapsemesh.controlplane.admin.HealthServer;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.controlplane.audit.JsonFileSink;
import io.synapsemesh.controlplane.audit.OcsfLine;
import io.synapsemesh.controlplane.federation.BundleServer;
import io.synapsemesh.controlplane.federation.HttpsBundleSource;
import io.synapsemesh.controlplane.gate.GateLedger;
import io.synapsemesh.controlplane.gate.Survivors;
import io.synapsemesh.controlplane.node.NodeTokens;
import io.synapsemesh.controlplane.node.RevocationWatch;
import io.synapsemesh.controlplane.pipeline.Pipeline;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.controlplane.pipeline.World;
import io.synapsemesh.controlplane.source.DirectorySource;
import io.synapsemesh.controlplane.source.SourceUpdate;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.OperatorToken;
import io.synapsemesh.controlplane.status.StatusFiles;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import io.synapsemesh.identity.jwks.HttpsFetcher;
import io.synapsemesh.xds.serve.AdsServer;
import io.synapsemesh.xds.serve.Authentication;
import io.synapsemesh.xds.serve.FileAckedStore;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.SystemTimers;
import io.synapsemesh.xds.serve.XdsPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running control plane: data directory, CA material, authorities, key sets, pipeline, xDS port, admin API, in this
/// order; closed
/// in the opposite one. Used by `serve`, by the demo and by tests in their own process.
public final class ControlPlane implements AutoCloseable {
    /// The name of whoever holds the operator token, in the audit log.
    public static final String OPERATOR = "operator";

    public static final String BOOTSTRAP_CA = "bootstrap-ca.pem";
    public static final String CLIENT_CA = "client-ca.pem";
    public static final String ADMIN_URL = "admin.url";

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final Duration DOOR_LEAF = Duration.ofDays(7);

    private final Closing closing;
    private final Parts parts;

    /// What others may ask for once it runs.
    private record Parts(
            DataDirectory directory,
            NodeTokens tokens,
            Pipeline pipeline,
            CertificateDesk certificates,
            FederationDesk federation,
            StatusBoard status,
            Server xds,
            DecisionPorts decisions,
            AdminServer admin,
            HealthServer health,
            Optional<BundleServer> bundles) {}

    private ControlPlane(Closing closing, Parts parts) {
        this.closing = closing;
        this.parts = parts;
    }

    /// Returns when the first snapshot is published and every port listens.
    ///
    /// @throws Refused if it cannot start as asked
    public static ControlPlane start(Settings settings) {
        var closing = new Closing();
        try {
            return new ControlPlane(closing, new Start(settings, closing).run());
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    public int xdsPort() {
        return parts.xds().getPort();
    }

    /// Where Envoy asks for decisions.
    public int authzPort() {
        return parts.decisions().authzPort();
    }

    /// Where Nginx asks for decisions.
    public int authRequestPort() {
        return parts.decisions().authRequestPort();
    }

    public int adminPort() {
        return parts.admin().port();
    }

    public int healthPort() {
        return parts.health().port();
    }

    /// Of the bundle endpoint, if it was asked for.
    public Optional<Integer> bundlePort() {
        return parts.bundles().map(BundleServer::port);
    }

    /// The trust domains we federate with, and what is known of each.
    public List<PeerState> peers() {
        return parts.federation().peers();
    }

    public Path dataDir() {
        return parts.directory().path();
    }

    /// To make tokens for proxies in the same process.
    public NodeTokens tokens() {
        return parts.tokens();
    }

    public Published published() {
        return parts.pipeline().published();
    }

    /// Completes when everything the source has handed in is published.
    public CompletableFuture<Void> settled() {
        return parts.pipeline().settled();
    }

    /// The certificates that vouch for the mesh, PEM.
    public String meshBundlePem() {
        return parts.certificates().meshBundle().orElseThrow().anchors().pem();
    }

    /// The certificates and who issues them.
    CertificateDesk certificates() {
        return parts.certificates();
    }

    @Override
    public void close() {
        closing.close();
    }

    /// One start; its fields are what the steps share.
    private static final class Start {
        private final Settings settings;
        private final Closing closing;
        private final Meters meters = new Meters();
        private final EventFeed feed = new EventFeed();

        Start(Settings settings, Closing closing) {
            this.settings = settings;
            this.closing = closing;
        }

        Parts run() {
            var directory = DataDirectory.open(settings.dataDir());
            closing.add(directory.lock("xds"));
            var operator = OperatorToken.openOrCreate(directory, settings.random());
            var sink = closing.add(JsonFileSink.open(
                    folder(directory, DataDirectory.Part.AUDIT),
                    new OcsfLine(version()),
                    JsonFileSink.Bounds.STANDARD,
                    (event, line) -> {
                        meters.count(Metrics.AUDIT_EVENTS, 1, "event", event.word());
                        if (event instanceof Event.Issued issued) {
                            meters.count(
                                    Metrics.CERTIFICATES_ISSUED, 1, "outcome", issued.granted() ? "issued" : "refused");
                        }
                        feed.publish(line);
                    }));

            var relay = new UpdateRelay();
            var source = closing.add(DirectorySource.start(
                    settings.config(),
                    folder(directory, DataDirectory.Part.LASTGOOD),
                    settings.removals(),
                    relay,
                    settings.clock()));
            MeshTrust declared = trust(relay.first());
            TrustDomain trustDomain;
            CaMaterial material;
            try {
                trustDomain = trustDomain(declared);
                material = closing.add(CaMaterial.open(
                        directory, declared.caStore(), declared.keyEncryption(), settings.clock(), settings.random()));
            } catch (Refused e) {
                source.refuse();
                throw e;
            }
            Seal seal = material.seal();
            var tokens = NodeTokens.open(directory, seal, trustDomain, settings.clock(), settings.random());

            var gate = closing.add(
                    GateLedger.open(directory.folder(DataDirectory.Part.GATE), trustDomain, settings.clock()));
            var known = new AtomicBoolean();
            var survivors = new Survivors(settings.clock());
            var late = new Late(survivors);
            var certificates = closing.add(new CertificateDesk(
                    new CertificateDesk.Material(
                            material.ca(),
                            directory.folder(DataDirectory.Part.SVIDS),
                            new LeafHistory(directory.history()),
                            seal,
                            name -> late.world().declaredHosts(name),
                            sink,
                            settings.clock(),
                            settings.random(),
                            RootGate.once(known::get, gate, gate::upToDate),
                            new ReportFiles(directory.folder(DataDirectory.Part.REPORTS), seal, settings.random()),
                            settings.namespace()),
                    late,
                    () -> late.publishAnchors(directory.top())));
            late.certificates(certificates);
            var fetcher = closing.add(new HttpsFetcher(
                    settings.keyAddresses(),
                    io.synapsemesh.identity.jwks.Resolver.SYSTEM,
                    settings.keyTrust().context(),
                    HttpsFetcher.DEADLINE));
            var keys = closing.add(new KeyDesk(
                    fetcher,
                    directory.folder(DataDirectory.Part.JWKS),
                    late::keysChanged,
                    meters,
                    settings.clock(),
                    settings.random()));
            var decisionMeters = new DecisionMeters(meters);
            var callers = closing.add(new CallerDesk(keys, settings, decisionMeters));
            var federation = closing.add(new FederationDesk(
                    trustDomain,
                    certificates::meshBundle,
                    new HttpsBundleSource(
                            settings.keyAddresses(),
                            io.synapsemesh.identity.jwks.Resolver.SYSTEM,
                            settings.keyTrust(),
                            () -> BundleEndpoint.asClient(trustDomain, certificates),
                            HttpsFetcher.DEADLINE),
                    directory.folder(DataDirectory.Part.FEDERATION),
                    late::federatedChanged,
                    sink,
                    meters,
                    settings.clock()));
            var peerAcks =
                    new PeerAcks(gate, federation::peers, certificates::meshBundle, sink, meters, settings.clock());
            var ownBundle = new OwnBundle(directory.folder(DataDirectory.Part.FEDERATION), settings.clock());
            var peerReadings = new PeerReadings(
                    federation::peers,
                    peerAcks,
                    () -> certificates.meshBundle().map(ownBundle::offer),
                    settings.bundlePort().isPresent() ? PeerReadings.Served.YES : PeerReadings.Served.NO,
                    settings.clock());
            var door = new LeafName.Door(SpiffeId.ofControlPlane(trustDomain));
            var doorNames = new TreeSet<>(settings.doorNames());
            doorNames.add("localhost");
            var world = new World(
                    new Resolver(settings.upstreams(), settings.namespace()),
                    certificates,
                    BundleEndpoint.leaves(
                            settings.bundlePort(), trustDomain, LeafRequest.of(door, doorNames, DOOR_LEAF)),
                    callers,
                    new EpochFile(directory.top()),
                    settings.logFile());

            var acked = closing.add(new FileAckedStore(folder(directory, DataDirectory.Part.ACKED)));
            var timers = closing.add(new SystemTimers());
            var acks = closing.add(new AckEvents(sink, late::statusChanged, meters));
            var skew = new SkewSensor(certificates::backdate);
            var nodes = new NodeDoor(tokens, operator, late::proxies);
            var ads = new AdsServer(new AdsServer.Wiring(
                    SpiffeId.ofControlPlane(trustDomain).uri(),
                    nodes,
                    acked,
                    acks,
                    gate,
                    new AccessLogClocks(
                            new AccessEvents(sink, late::published, meters, survivors, settings.clock()),
                            skew,
                            settings.clock()),
                    sink,
                    new XdsCounters(meters),
                    timers,
                    Limits.standard()));
            var signing = new SigningDesk(
                    new SigningDesk.Ports(
                            identity -> certificates.wanted(new LeafName.Svid(identity)),
                            certificates::issuerOnRequest,
                            certificates::bundle,
                            sink,
                            certificates::signedOnRequest),
                    settings.clock(),
                    settings.signRate());
            var publisher =
                    new Publisher(ads, gate, late::statusChanged).andThen(now -> federation.follow(now.trust()));
            var pipeline = closing.add(new Pipeline(world, publisher, took -> meters.time(Metrics.COMPILE, took)));
            late.set(world, pipeline);

            var statusFiles = new StatusFiles(folder(directory, DataDirectory.Part.STATUS), settings.clock());
            var status = closing.add(new StatusBoard(
                    pipeline::published,
                    ads::proxies,
                    certificates::certificates,
                    certificates::findings,
                    statusFiles,
                    meters));
            late.status(status);
            var audit = new ConfigAudit(sink, settings.clock(), source.restored());
            pipeline.start();
            keys.start();
            relay.to(update -> {
                audit.record(update);
                pipeline.apply(update);
                status.source(update);
            });
            settle(pipeline);
            known.set(true);
            // Again: what is kept of federated domains came with the first, and is in force before anybody connects.
            settle(pipeline);
            if (certificates.doorAnchorsPem().isEmpty()) {
                throw noTrust();
            }
            status.start();

            var doorKeys = DoorKeys.ofLeaf(() -> certificates.leaf(door));
            var meshClients = new MeshClients(certificates::meshBundle);
            var xds = listen(XdsPort.server(
                    settings.xds(),
                    XdsPort.tls(doorKeys, meshClients),
                    Stream.concat(ads.services().stream(), signing(signing).map(ads::guarded))
                            .toList(),
                    Limits.standard(),
                    XdsPort.Connections.standard()));
            closing.add(() -> stop(ads, xds));
            closing.add(RevocationWatch.start(tokens, ads::endCredential));
            var decisions = closing.add(DecisionPorts.start(new DecisionPorts.Wiring(
                    settings, pipeline::published, callers, nodes, doorKeys, meshClients, sink, decisionMeters)));
            var readings = new LiveReadings(pipeline::published, ads, certificates, peerReadings, statusFiles);
            var admin = closing.add(AdminServer.start(new AdminServer.Wiring(
                    settings.admin(),
                    settings.adminHosts(),
                    bearer -> operator.matches(bearer) ? Optional.of(OPERATOR) : Optional.empty(),
                    readings,
                    readings,
                    new Callers(callers.reader(), callers.memberships()),
                    new LiveActions(tokens, ads, certificates, federation),
                    sink,
                    feed,
                    settings.clock(),
                    () -> UUID.randomUUID().toString())));
            var bundles = settings.bundlePort()
                    .map(port ->
                            closing.add(BundleEndpoint.start(port, trustDomain, certificates, ownBundle, peerAcks)));
            var health = closing.add(HealthServer.start(settings.health(), readings::ready, meters::scrape));
            new CertificateMeters(certificates::certificates, settings.clock()).register(meters, skew);
            meters.gauge(Metrics.REPLACED_IDENTITY_AGE, () -> survivors.oldest().toSeconds());
            new RootMeters(certificates.roots(), settings.clock()).register(meters);
            String host = settings.admin().getHostString();
            directory
                    .top()
                    .write(
                            ADMIN_URL,
                            ("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + admin.port() + "\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            LOG.info(
                    "control plane is up: trustDomain={} xds={} authz={} authRequest={} admin={} health={}",
                    trustDomain,
                    xds.getPort(),
                    decisions.authzPort(),
                    decisions.authRequestPort(),
                    admin.port(),
                    health.port());
            return new Parts(
                    directory,
                    tokens,
                    pipeline,
                    certificates,
                    federation,
                    status,
                    xds,
                    decisions,
                    admin,
                    health,
                    bundles);
        }

        private static MeshTrust trust(SourceUpdate first) {
            return first.upserts().stream()
                    .map(document -> document.spec())
                    .filter(MeshTrust.class::isInstance)
                    .map(MeshTrust.class::cast)
                    .findFirst()
                    .orElseThrow(Start::noTrust);
        }

        private TrustDomain trustDomain(MeshTrust trust) {
            var trustDomain = TrustDomain.parse(trust.trustDomain());
            if (trustDomain.equals(TrustDomain.DEMO) && settings.demoTrust() == Settings.DemoTrust.REFUSED) {
                throw new Refused(
                        Code.SYN1207,
                        "MeshTrust default has the trust domain " + trustDomain + ", which is for the demo only",
                        "Give the mesh a trust domain of your own in spec.trustDomain.");
            }
            return trustDomain;
        }

        /// One desk behind all of them, so that rate, audit and lint hold whichever way a caller comes.
        private Stream<BindableService> signing(SigningDesk desk) {
            var own = new CertificateService(desk, Start::caller);
            return switch (settings.istioCa()) {
                case NOT_SERVED -> Stream.of(own);
                case SERVED -> Stream.of(own, new IstioCertificateService(desk, Start::caller));
            };
        }

        private static Optional<SpiffeId> caller() {
            return switch (Authentication.current()) {
                case Authentication.Authenticated proxy -> Optional.of(proxy.identity());
                case Authentication.Operator _, Authentication.Refused _ -> Optional.empty();
            };
        }

        private static Refused noTrust() {
            return new Refused(
                    Code.SYN1210,
                    "no good MeshTrust document was found, so there is no trust domain",
                    "Run synapsemesh validate on the directory; it needs one MeshTrust named default.");
        }

        private static void settle(Pipeline pipeline) {
            try {
                pipeline.settled().get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                for (Throwable at = e; at != null; at = at.getCause()) {
                    if (at instanceof StoreFailed failed) {
                        throw Refused.of(failed);
                    }
                }
                throw new CompletionException("the first snapshot was not published", e);
            }
        }

        private Server listen(Server server) {
            try {
                return server.start();
            } catch (IOException e) {
                throw new Refused(
                        Code.SYN1204,
                        "the xDS port " + settings.xds() + " cannot be used: " + e.getMessage(),
                        "End what listens there, or give --xds-port.");
            }
        }

        private static void stop(AdsServer ads, Server xds) {
            ads.drain(1, Duration.ofMillis(1));
            xds.shutdown();
            try {
                if (!xds.awaitTermination(2, TimeUnit.SECONDS)) {
                    xds.shutdownNow();
                }
            } catch (InterruptedException e) {
                xds.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }

        private static Path folder(DataDirectory directory, DataDirectory.Part part) {
            return directory.folder(part).path();
        }

        private static String version() {
            String version = ControlPlane.class.getPackage().getImplementationVersion();
            return version == null ? "dev" : version;
        }
    }
}
