package io.synapsemesh.certs.issuer.spire;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.GivenLeaf;
import io.synapsemesh.certs.issuer.KeptAnchors;
import io.synapsemesh.certs.issuer.spire.v1.X509SVIDResponse;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.secret.SecretBytes;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Takes leaves and bundle from the SPIFFE Workload API (SPIFFE Workload API sections 3 to 5) on a Unix socket. The
/// agent makes the keys and decides which identities this process is given: register an entry for each one.
///
/// A client of its own rather than `java-spiffe`: that one folds trust domains to lower case, and retries by itself
/// without end where the rotator already does.
///
/// The stream stays open and brings what is new by itself. If it ended, whoever asks next opens another: nothing
/// retries
/// in the background, so nothing retries too long. While the agent is away, the last bundle stays and no leaf is given.
public final class SpireIssuer implements LeafGiver, AutoCloseable {
    /// For opening the stream and its first message. The agent answers from memory.
    public static final Duration DEADLINE_STANDARD = Duration.ofSeconds(5);

    private final Config config;
    private final Clock clock;
    private final Breaker breaker;
    private final KeptAnchors kept;
    private @Nullable AgentStream stream;
    private volatile @Nullable Svids present;
    private volatile @Nullable Anchors lastAnchors;
    private volatile String unreadable = "";
    private volatile Runnable changed = () -> {};
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong messages = new AtomicLong();

    /// @param socket absolute
    public record Config(Path socket, TrustDomain trustDomain, Duration deadline) {}

    /// @param kept where the last bundle is, so that a restart while the agent is away changes nothing
    public SpireIssuer(Config config, KeptAnchors kept, Clock clock) {
        this.config = config;
        this.kept = kept;
        this.lastAnchors = kept.recall().orElse(null);
        this.clock = clock;
        this.breaker = new Breaker(clock);
    }

    @Override
    public String name() {
        return "spire";
    }

    @Override
    public Leaf give(LeafRequest request) {
        var identity = requireOurs(request);
        var svids = svids();
        return switch (svids.entries().get(identity)) {
            case null ->
                throw new IssuanceFailed("the SPIRE agent gives this process no identity " + identity
                        + ". Fix: register an entry whose selectors match the control plane.");
            case Svids.Unreadable(String reason) ->
                throw new IssuanceRefused("the SPIRE agent's identity " + identity + " cannot be read: " + reason);
            case Svids.Readable readable ->
                GivenLeaf.accept(
                        name(),
                        request,
                        readable.chain(),
                        copy(readable.privateKey()),
                        svids.anchors()
                                .orElseThrow(
                                        () -> new IssuanceRefused("the SPIRE agent sent no bundle that can be read")),
                        clock.instant());
        };
    }

    @Override
    public boolean hasOther(LeafRequest request, X509Certificate held) {
        var identity = requireOurs(request);
        return switch (svids().entries().get(identity)) {
            case null ->
                throw new IssuanceFailed("the SPIRE agent gives this process no identity " + identity + " any more");
            case Svids.Unreadable ignored -> true;
            case Svids.Readable readable -> !readable.chain().getFirst().equals(held);
        };
    }

    @Override
    public void whenChanged(Runnable told) {
        changed = told;
    }

    private Svids svids() {
        connect();
        var svids = present;
        if (svids == null) {
            throw new IssuanceFailed("the SPIRE agent's message cannot be used: " + unreadable);
        }
        return svids;
    }

    private SpiffeId requireOurs(LeafRequest request) {
        if (request.name() instanceof LeafName.Svid(SpiffeId identity)
                && identity.trustDomain().equals(config.trustDomain())) {
            return identity;
        }
        throw new IssuanceRefused("SPIRE gives SVIDs of " + config.trustDomain().name() + " only, not "
                + request.name().text());
    }

    /// One caller opens, the others wait for it; never longer than the deadline.
    private synchronized void connect() {
        var open = stream;
        if (open != null && open.end().isEmpty()) {
            return;
        }
        breaker.requirePassage();
        disconnect();
        present = null;
        var opened = new AgentStream(config.socket(), this::take);
        stream = opened;
        try {
            boolean answered = opened.begun().await(config.deadline().toMillis(), TimeUnit.MILLISECONDS);
            String trouble = answered ? opened.end().orElse("") : "nothing within " + config.deadline();
            if (!trouble.isEmpty()) {
                throw away(trouble);
            }
            breaker.succeeded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("interrupted");
        }
    }

    private IssuanceFailed away(String trouble) {
        disconnect();
        String said = "the SPIRE agent at " + config.socket() + " is away: " + trouble;
        breaker.hold(Optional.empty(), said);
        return new IssuanceFailed(said);
    }

    private void take(X509SVIDResponse message) {
        try {
            var svids = Svids.of(message, config.trustDomain());
            svids.anchors().ifPresent(this::remember);
            present = svids;
        } catch (IssuanceFailed e) {
            unreadable = String.valueOf(e.getMessage());
            present = null;
        }
        messages.incrementAndGet();
        changed.run();
    }

    private void remember(Anchors anchors) {
        if (!anchors.equals(lastAnchors)) {
            kept.keep(anchors);
            lastAnchors = anchors;
        }
    }

    /// How many came so far.
    long messages() {
        return messages.get();
    }

    /// Whether no stream is open.
    synchronized boolean hasEnded() {
        return stream == null || stream.end().isPresent();
    }

    /// Never waits for the agent: a bundle that was never known is fetched behind the caller's back, and is there at a
    /// later call.
    @Override
    public Anchors anchors() {
        var anchors = lastAnchors;
        if (anchors == null) {
            if (looking.compareAndSet(false, true)) {
                Thread.ofVirtual().name("spire bundle").start(this::look);
            }
            throw new IssuanceFailed("the SPIRE agent has sent no bundle of "
                    + config.trustDomain().name() + " yet");
        }
        return anchors;
    }

    private void look() {
        try {
            connect();
        } catch (IssuanceFailed away) {
            // The next caller is told, and looks again.
        } finally {
            looking.set(false);
        }
    }

    private static SecretBytes copy(SecretBytes key) {
        byte[] open = key.open();
        try {
            return SecretBytes.copyOf(open);
        } finally {
            java.util.Arrays.fill(open, (byte) 0);
        }
    }

    private void disconnect() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    @Override
    public synchronized void close() {
        disconnect();
    }
}
