package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.gate.SecretGate;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.history.MemorySegments;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// A rotator with everything around it that can break: two roots, an issuer, a disk, an audit log, a listener, a clock.
final class FaultRig implements LeafIssuer, CertificateListener {
    static final Duration TTL = Duration.ofHours(24);
    static final List<LeafRequest> WANTED = List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest());

    /// Says of itself that it is 10 MB long, and is.
    private static final byte[] HUGE = java.nio.ByteBuffer.allocate(10 << 20)
            .put((byte) 0x30)
            .put((byte) 0x84)
            .putInt((10 << 20) - 6)
            .array();

    final Fixture fixture = new Fixture();
    final Map<LeafName, Leaf> taken = new HashMap<>();
    final MemorySegments history = new MemorySegments();
    final MemoryStore disk = fixture.svids;
    Trouble trouble = Trouble.NONE;
    /// What [Trouble#SLOW] takes, and what happens when it begins.
    Duration slowness = Duration.ofSeconds(30);
    Runnable hanging = () -> {};
    StoreTrouble storeTrouble = StoreTrouble.NONE;
    boolean auditIsAway;
    boolean listenerFails;
    /// If set, the issuer's trouble is with this one alone.
    @Nullable
    LeafName only;

    LeafRotator rotator;

    private final Fixture nextFixture = new Fixture();
    private final Fixture strangers = new Fixture();
    private final LeafIssuer current = fixture.authorities().mesh();
    private final LeafIssuer next = nextFixture.authorities().mesh();
    private final LeafIssuer stranger = strangers.authorities().mesh();
    private Stage stage = Stage.RENEW;

    /// Where in the life of a root the fault meets the leaf.
    enum Stage {
        /// The next root was put into the bundle, and the renewal point has come.
        PREPARE,
        /// The next root began to sign: every leaf is out of date.
        ACTIVATE,
        /// Nothing but the renewal point.
        RENEW
    }

    /// What the issuer does.
    enum Trouble {
        NONE,
        DOWN,
        SLOW,
        TOO_MANY_REQUESTS,
        SERVER_ERROR,
        WRONG_CHAIN,
        WRONG_KEY,
        EXPIRED,
        EMPTY_BODY,
        HUGE_BODY,
        TLS_SWAPPED
    }

    /// What the disk does with a write.
    enum StoreTrouble {
        NONE,
        FULL,
        READ_ONLY,
        /// The bytes are there, but the disk would not say so.
        SYNC_FAILS
    }

    FaultRig() {
        // The roots are older than anything that is issued long ago.
        fixture.clock.advance(Duration.ofDays(5));
        start();
        rotator.want(WANTED);
    }

    void start() {
        taken.clear();
        rotator = new LeafRotator(
                name -> this,
                () -> new TrustBundle(Fixture.DOMAIN, anchors()),
                new SvidStore(new FaultyStore(), fixture.seal()),
                new LeafHistory(history),
                this::audit,
                this,
                fixture.clock,
                Fixture.RANDOM,
                RotationPolicies.STANDARD);
    }

    /// Brings the leaves to the moment at which `to` makes them due.
    void reach(Stage to) {
        stage = to;
        if (to != Stage.ACTIVATE) {
            rotator.certificates().stream()
                    .flatMap(row -> row.renewAt().stream())
                    .max(Instant::compareTo)
                    .ifPresent(at -> fixture.clock.set(at));
        }
    }

    Instant now() {
        return fixture.clock.instant();
    }

    Leaf leaf(LeafName name) {
        return rotator.leaf(name).orElseThrow();
    }

    /// Looks whenever the rotator asks to, and checks after each look what must hold whatever is broken.
    void live(Duration span, Runnable always) {
        Instant end = now().plus(span);
        while (now().isBefore(end)) {
            Instant ask = rotator.tick();
            noWaitIsTooLong();
            always.run();
            Instant then = ask.isAfter(now()) ? ask : now().plusMillis(1);
            fixture.clock.set(then.isBefore(end) ? then : end);
        }
        rotator.tick();
        always.run();
    }

    private void noWaitIsTooLong() {
        for (var row : rotator.certificates()) {
            assertThat(row.retryAt().orElse(now()))
                    .as("no wait longer than a twentieth of the life, nor than 25 s")
                    .isBeforeOrEqualTo(now().plus(TTL.dividedBy(20)))
                    .isBeforeOrEqualTo(now().plusSeconds(25));
        }
    }

    @Override
    public String name() {
        return "rig";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        nextFixture.clock.set(now());
        strangers.clock.set(now());
        var real = stage == Stage.ACTIVATE ? next : current;
        return switch (only == null || only.equals(request.name()) ? trouble : Trouble.NONE) {
            case NONE -> real.issue(request, csr);
            case DOWN -> throw new IssuanceFailed("connection refused");
            case SLOW -> {
                hanging.run();
                fixture.clock.advance(slowness);
                throw new IssuanceFailed("no answer within " + slowness);
            }
            case TOO_MANY_REQUESTS -> throw new IssuanceFailed("status 429");
            case SERVER_ERROR -> throw new IssuanceFailed("status 500");
            case WRONG_CHAIN -> stranger.issue(request, csr);
            case WRONG_KEY ->
                real.issue(request, LeafKey.generate(Fixture.RANDOM).csr());
            case EXPIRED -> longAgo(request, csr);
            case EMPTY_BODY -> new CertificateChain(List.of());
            case HUGE_BODY -> new CertificateChain(List.of(Pem.certificate(HUGE)));
            case TLS_SWAPPED ->
                throw new UncheckedIOException(new SSLHandshakeException("the issuer's certificate changed"));
        };
    }

    /// Another authority of the same name whose clock is two days behind: right in all but the dates.
    private CertificateChain longAgo(LeafRequest request, SigningRequest csr) {
        var before = new Fixture();
        before.ca.copyFrom(stage == Stage.ACTIVATE ? nextFixture.ca : fixture.ca);
        before.clock.set(now().minus(Duration.ofDays(2)));
        return before.authorities().mesh().issue(request, csr);
    }

    @Override
    public Anchors anchors() {
        return stage == Stage.RENEW ? current.anchors() : Anchors.of(List.of(current.signer(), next.signer()));
    }

    @Override
    public X509Certificate signer() {
        return stage == Stage.ACTIVATE ? next.signer() : current.signer();
    }

    private void audit(Event event) {
        if (auditIsAway) {
            throw new UncheckedIOException(new IOException("the audit disk is full"));
        }
    }

    @Override
    public void leafChanged(Leaf leaf) {
        assertThat(SecretGate.check(new SecretGate.Candidate(
                        leaf, requestOf(leaf.name()), Optional.of(anchors()), List.of(signer()), now())))
                .as("nothing reaches a listener but through the gate")
                .filteredOn(objection -> !objection.violation().rule().isOutdatedOnly())
                .isEmpty();
        if (listenerFails) {
            throw new IllegalStateException("the event was lost");
        }
        taken.put(leaf.name(), leaf);
    }

    private static LeafRequest requestOf(LeafName name) {
        return WANTED.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    @Override
    public void leafForgotten(LeafName name) {
        taken.remove(name);
    }

    @Override
    public void bundleChanged(TrustBundle bundle) {
        assertThat(bundle.anchors().certificates()).isNotEmpty();
    }

    private final class FaultyStore implements ByteStore {
        @Override
        public Optional<byte[]> read(String name) {
            return disk.read(name);
        }

        @Override
        public void write(String name, byte[] content) {
            switch (storeTrouble) {
                case NONE -> disk.write(name, content);
                case FULL -> throw new UncheckedIOException(new IOException("no space left on device"));
                case READ_ONLY -> throw new UncheckedIOException(new IOException("read-only file system"));
                case SYNC_FAILS -> {
                    disk.write(name, content);
                    throw new UncheckedIOException(new IOException("input/output error in fsync"));
                }
            }
        }

        @Override
        public void delete(String name) {
            disk.delete(name);
        }

        @Override
        public SortedSet<String> names() {
            return disk.names();
        }
    }
}
