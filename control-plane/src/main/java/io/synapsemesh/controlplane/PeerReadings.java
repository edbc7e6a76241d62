package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.federation.BundleDocument;
import io.synapsemesh.certs.federation.EndpointProof;
import io.synapsemesh.certs.federation.OwnBundle;
import io.synapsemesh.certs.federation.PeerState;
import io.synapsemesh.controlplane.admin.PeerItem;
import io.synapsemesh.controlplane.admin.PeerNote;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the admin API shows of the trust domains we federate with.
///
/// @param own the mesh's bundle as others are given it
/// @param served whether this control plane has a bundle endpoint
record PeerReadings(
        Supplier<List<PeerState>> peers,
        PeerAcks acks,
        Supplier<Optional<OwnBundle.Offer>> own,
        Served served,
        Clock clock) {
    enum Served {
        YES,
        NO
    }

    Optional<byte[]> ownBundle() {
        return own.get().map(OwnBundle.Offer::json);
    }

    List<PeerItem> items() {
        Instant now = clock.instant();
        return peers.get().stream().map(state -> item(state, now)).toList();
    }

    /// What an operator can do about a peer that a rotation waits for; empty if none is called so.
    Optional<PeerNote> note(String peer) {
        return peers.get().stream()
                .map(state -> state.peer().trustDomain())
                .filter(domain -> domain.name().equals(peer))
                .findFirst()
                .map(domain -> note(peer, acks.last(domain)));
    }

    private PeerNote note(String peer, Optional<PeerAcks.Asked> last) {
        return new PeerNote(
                peer,
                last.map(PeerAcks.Asked::at).orElse(null),
                last.map(PeerReadings::nextPoll).orElse(null),
                advice(peer, last, clock.instant()));
    }

    private String advice(String peer, Optional<PeerAcks.Asked> last, Instant now) {
        if (served == Served.NO) {
            return "this control plane serves no bundle (serve --bundle-endpoint): bring its operator what trust bundle"
                    + " prints, and then --skip " + peer;
        }
        if (last.isEmpty()) {
            return "it has not proven itself at the bundle endpoint since the start: if it cannot, ask its operator"
                    + " for the bundle's hash, and then --skip " + peer;
        }
        Instant expected = nextPoll(last.get());
        return now.isAfter(expected.plus(OwnBundle.REFRESH_HINT))
                ? "it has not asked since " + last.get().at() + ", expected by " + expected + ": look there, or --skip "
                        + peer
                : "its next poll is expected by " + expected + "; it acknowledges with the one after it has the bundle";
    }

    /// As our bundle's refresh hint asks.
    private static Instant nextPoll(PeerAcks.Asked asked) {
        return asked.at().plus(OwnBundle.REFRESH_HINT);
    }

    private PeerItem item(PeerState state, Instant now) {
        TrustDomain domain = state.peer().trustDomain();
        Optional<BundleDocument> document = state.document();
        Optional<PeerAcks.Asked> last = acks.last(domain);
        return new PeerItem(
                domain.name(),
                state(state, now),
                profile(state.peer().proof()),
                state.peer().url(),
                state.peer().proof() instanceof EndpointProof.HttpsSpiffe(var endpoint) ? endpoint.uri() : null,
                state.source().text(),
                document.flatMap(BundleDocument::sequence)
                        .map(Long::toUnsignedString)
                        .orElse(null),
                document.flatMap(BundleDocument::contentHash).orElse(null),
                document.flatMap(BundleDocument::refreshHint)
                        .map(Duration::toSeconds)
                        .orElse(null),
                state.fetched().orElse(null),
                state.fetched().map(at -> Duration.between(at, now).toSeconds()).orElse(null),
                state.due(),
                document.map(BundleDocument::authorities).orElse(List.of()).stream()
                        .map(PeerReadings::authority)
                        .toList(),
                state.failure().map(FederationDesk::printable).orElse(null),
                last.map(asked -> new PeerItem.Asked(
                                asked.by().uri(), asked.at(), asked.holds().orElse(null), nextPoll(asked)))
                        .orElse(null));
    }

    /// The first that is true.
    private static String state(PeerState state, Instant now) {
        if (state.document().isEmpty()) {
            return state.failure().isPresent() ? "Missing" : "Pending";
        }
        if (state.document().get().authorities().isEmpty()) {
            return "Withdrawn";
        }
        if (state.document().get().trusted(now).isEmpty()) {
            return "Expired";
        }
        return state.failure().isPresent() ? "Failing" : state.fetched().isPresent() ? "Fresh" : "Kept";
    }

    private static String profile(EndpointProof proof) {
        return switch (proof) {
            case EndpointProof.HttpsWeb() -> "HttpsWeb";
            case EndpointProof.HttpsSpiffe ignored -> "HttpsSpiffe";
        };
    }

    private static PeerItem.Authority authority(X509Certificate certificate) {
        return new PeerItem.Authority(
                Pem.sha256Hex(Pem.der(certificate)),
                FederationDesk.printable(certificate.getSubjectX500Principal().getName()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
