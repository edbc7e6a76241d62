package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.gate.SecretGate;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks an issuer for leaves before the mesh depends on it: an issuer that is away, or that does not sign what the mesh
/// needs, would be found out only when the old leaves end. Nobody is shown what comes of it, and the keys end here.
///
/// A giver is asked for everything, which costs it nothing; one that signs, for a workspace and for somebody else, and
/// each certificate it made is in the audit log.
final class IssuerTrial {
    static final int GIVEN_MAX = 1_000;

    private final EventSink events;
    private final Clock clock;
    private final SecureRandom random;

    IssuerTrial(EventSink events, Clock clock, SecureRandom random) {
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /// @param wanted every leaf the mesh wants
    /// @return why it could not take over now
    Optional<String> objection(IssuerSide side, List<LeafRequest> wanted) {
        for (LeafRequest request : sample(side, wanted)) {
            try {
                var found = ask(side, request);
                if (!found.isEmpty()) {
                    return Optional.of(Said.plain(request.name().text() + ": " + found));
                }
            } catch (RuntimeException e) {
                return Optional.of(Said.plain(request.name().text() + ": " + e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private static List<LeafRequest> sample(IssuerSide side, List<LeafRequest> wanted) {
        return switch (side.source()) {
            case LeafGiver ignored ->
                wanted.stream()
                        .filter(request -> request.name() instanceof LeafName.Svid)
                        .limit(GIVEN_MAX)
                        .toList();
            case LeafIssuer ignored -> {
                var few = new ArrayList<LeafRequest>();
                for (boolean workspace : new boolean[] {true, false}) {
                    wanted.stream()
                            .filter(request ->
                                    request.name() instanceof LeafName.Svid svid && svid.isWorkspace() == workspace)
                            .findFirst()
                            .ifPresent(few::add);
                }
                yield List.copyOf(few);
            }
        };
    }

    /// What speaks against the leaf, or nothing.
    private String ask(IssuerSide side, LeafRequest request) {
        var leaf = obtain(side, request);
        try {
            Instant now = clock.instant();
            var found = SecretGate.check(
                    new SecretGate.Candidate(leaf, request, Optional.of(side.anchors()), signers(side), now));
            return found.isEmpty() ? "" : found.toString();
        } finally {
            leaf.privateKey().destroy();
        }
    }

    private static List<X509Certificate> signers(IssuerSide side) {
        return side.source() instanceof LeafIssuer issuer ? List.of(issuer.signer()) : List.of();
    }

    /// @throws IssuanceFailed if there is none
    private Leaf obtain(IssuerSide side, LeafRequest request) {
        return switch (side.source()) {
            case LeafGiver giver -> giver.give(request);
            case LeafIssuer issuer -> {
                var key = LeafKey.generate(random, request);
                var leaf = new Leaf(request.name(), issuer.issue(request, key.csr()), key.privateKey());
                events.accept(new Event.Issued(
                        clock.instant(),
                        request.name().identity(),
                        true,
                        "a trial before the mesh moves to " + issuer.name() + "; nobody is shown it",
                        Optional.of(leaf.chain().serial()),
                        Optional.of(leaf.chain().notAfter()),
                        Optional.of(leaf.chain().fingerprint())));
                yield leaf;
            }
        };
    }
}
