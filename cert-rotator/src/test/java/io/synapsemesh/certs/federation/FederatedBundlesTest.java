package io.synapsemesh.certs.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When peers are asked, what is kept of them and what is believed.
class FederatedBundlesTest {
    private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");
    private static final TrustDomain SUPPLIER = TrustDomain.parse("supplier.example");
    /// Without the name of a domain, so that any may have it.
    private static final byte[] ROOT = BundleText.root(draft -> draft.without(Extension.subjectAlternativeName));

    private static final String FIRST = BundleText.key(ROOT);
    private static final String OTHER = BundleText.key(otherRoot());

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore();
    private final Map<TrustDomain, byte[]> served = new ConcurrentHashMap<>();
    private final List<TrustDomain> asked = Collections.synchronizedList(new ArrayList<>());
    private final Map<TrustDomain, Optional<TrustBundle>> authorities = new ConcurrentHashMap<>();
    private final Map<TrustDomain, Optional<String>> outcomes = new ConcurrentHashMap<>();
    private final List<SortedMap<TrustDomain, TrustBundle>> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Event.Federated> events = Collections.synchronizedList(new ArrayList<>());
    private final List<Optional<String>> held = Collections.synchronizedList(new ArrayList<>());
    private boolean logFails;
    private FederatedBundles bundles = open();

    private FederatedBundles open() {
        var listener = new FederationListener() {
            @Override
            public void trusted(SortedMap<TrustDomain, TrustBundle> now) {
                told.add(now);
            }

            @Override
            public void polled(TrustDomain trustDomain, Optional<String> failure) {
                outcomes.put(trustDomain, failure);
            }
        };
        return new FederatedBundles(Fixture.DOMAIN, Optional::empty, this::fetch, store, listener, this::record, clock);
    }

    private void record(Event event) {
        if (logFails) {
            throw new UncheckedIOException(new IOException("no space"));
        }
        events.add((Event.Federated) event);
    }

    /// As our own endpoint answers: it has nothing for whoever holds what it has.
    private BundleSource.Answer fetch(Peer peer, Optional<TrustBundle> authority, Optional<String> holds) {
        asked.add(peer.trustDomain());
        held.add(holds);
        authorities.put(peer.trustDomain(), authority);
        byte[] json = served.get(peer.trustDomain());
        if (json == null) {
            throw new BundleUnavailable("nobody answers");
        }
        try {
            var hash = BundleDocument.parse(json, peer.trustDomain()).contentHash();
            if (holds.isPresent() && holds.equals(hash)) {
                return new BundleSource.Answer.Unchanged();
            }
        } catch (BundleRefused e) {
            // It is for who asks to refuse it.
        }
        return new BundleSource.Answer.Bundle(json);
    }

    @AfterEach
    void close() {
        bundles.close();
    }

    @Test
    void eachDomainHasABundleOfItsOwn() {
        served.put(PARTNER, json(7, 300, FIRST));
        served.put(SUPPLIER, json(1, 300, OTHER));
        bundles.want(List.of(web(PARTNER), web(SUPPLIER)));
        bundles.tick();
        assertThat(told.getLast()).containsOnlyKeys(PARTNER, SUPPLIER);
        told.getLast().forEach((domain, bundle) -> {
            assertThat(bundle.trustDomain()).isEqualTo(domain);
            assertThat(bundle.anchors().certificates()).hasSize(1);
        });
        assertThat(believed(PARTNER).anchors()).isNotEqualTo(believed(SUPPLIER).anchors());
    }

    @Test
    void ourOwnDomainAndADomainTwiceAreRefused() {
        assertThatThrownBy(() -> bundles.want(List.of(web(Fixture.DOMAIN)))).hasMessageContaining("itself");
        assertThatThrownBy(() -> bundles.want(List.of(web(PARTNER), web(PARTNER))))
                .hasMessageContaining("two endpoints");
        assertThat(bundles.peers()).isEmpty();
    }

    @Test
    void theIntervalIsTheHintWithinBounds() {
        assertThat(waited(300)).isEqualTo(Duration.ofMinutes(5));
        assertThat(waited(1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(waited(Duration.ofDays(29).toSeconds())).isEqualTo(Duration.ofDays(1));
    }

    private Duration waited(long hint) {
        served.put(PARTNER, json(7, hint, FIRST));
        bundles.want(List.of());
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        clock.advance(FederatedBundles.INTERVAL_MIN);
        bundles.tick();
        asked.clear();
        Instant from = clock.instant();
        while (asked.isEmpty()) {
            clock.advance(Duration.ofSeconds(30));
            bundles.tick();
        }
        return Duration.between(from, clock.instant());
    }

    @Test
    void aFailureWaitsForTheNextIntervalAndKeepsTheLastGood() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        served.remove(PARTNER);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(5));
            bundles.tick();
            bundles.tick();
            assertThat(outcomes.get(PARTNER)).contains("nobody answers");
        }
        assertThat(asked).as("once an interval").hasSize(4);
        assertThat(told).hasSize(1);
        served.put(PARTNER, json(8, 300, FIRST, OTHER));
        clock.advance(Duration.ofMinutes(5));
        bundles.tick();
        assertThat(outcomes.get(PARTNER)).isEmpty();
        assertThat(believed(PARTNER).anchors().certificates()).hasSize(2);
    }

    @Test
    void theSequenceNeverGoesBackAlsoOverARestart() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        bundles.close();
        bundles = open();
        bundles.want(List.of(web(PARTNER)));
        for (byte[] worse :
                List.of(json(6, 300, OTHER), json(7, 300, OTHER), BundleText.utf8("{\"keys\":[" + OTHER + "]}"))) {
            served.put(PARTNER, worse);
            bundles.tick();
            assertThat(failure()).containsAnyOf("SEQUENCE_BACK", "SEQUENCE_REUSED");
            clock.advance(Duration.ofMinutes(5));
        }
        assertThat(believed(PARTNER).anchors().certificates()).containsExactly(Pem.certificate(ROOT));
    }

    @Test
    void theBundleOfAnotherDomainIsRefusedOursIncluded() {
        bundles.want(List.of(web(PARTNER)));
        served.put(PARTNER, BundleText.bundle(BundleText.KEY_TEXT));
        bundles.tick();
        assertThat(failure()).contains("CERTIFICATE.TRUST_DOMAIN");
        assertThat(told).isEmpty();
        assertThat(store.names()).isEmpty();
    }

    @Test
    void aRestartWithoutTheNetworkBelievesWhatWasKept() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        bundles.close();
        served.clear();
        told.clear();
        bundles = open();
        bundles.want(List.of(web(PARTNER)));
        assertThat(told.getLast()).containsOnlyKeys(PARTNER);
    }

    @Test
    void aKeptBundleThatWasChangedOrIsAnothersIsNotBelieved() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        String name = store.names().first();
        byte[] good = store.read(name).orElseThrow();
        int believed = 0;
        for (int at = 0; at < good.length; at += 31) {
            told.clear();
            store.flipByte(name, at);
            try (var again = open()) {
                again.want(List.of(web(PARTNER)));
            }
            believed += told.size();
            store.write(name, good);
        }
        assertThat(believed).isZero();
        bundles.want(List.of(web(PARTNER), web(SUPPLIER)));
        served.put(SUPPLIER, json(1, 300, OTHER));
        bundles.tick();
        String other =
                store.names().stream().filter(n -> !n.equals(name)).findFirst().orElseThrow();
        store.write(other, good);
        told.clear();
        try (var again = open()) {
            again.want(List.of(web(PARTNER), web(SUPPLIER)));
        }
        assertThat(told.getLast()).containsOnlyKeys(PARTNER);
    }

    @Test
    void anExpiredAuthorityDropsOutAndTheLastOneTakesTheDomainAlong() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        served.remove(PARTNER);
        clock.set(BundleText.NOW.plus(Duration.ofDays(365)).minusSeconds(1));
        bundles.tick();
        assertThat(told.getLast()).containsOnlyKeys(PARTNER);
        clock.advance(Duration.ofSeconds(1));
        bundles.tick();
        assertThat(told.getLast()).isEmpty();
    }

    @Test
    void anEmptyBundleIsWordThatNobodyIsTrusted() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        served.put(PARTNER, json(8, 300));
        clock.advance(Duration.ofMinutes(5));
        bundles.tick();
        assertThat(told.getLast()).isEmpty();
    }

    @Test
    void aRemovedPeerIsForgottenAndBeginsAnew() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        bundles.want(List.of());
        assertThat(told.getLast()).isEmpty();
        assertThat(store.names()).isEmpty();
        served.put(PARTNER, json(1, 300, OTHER));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        assertThat(told.getLast()).containsOnlyKeys(PARTNER);
    }

    @Test
    void aSpiffeEndpointIsProvenWithTheBundleThatIsKnownAndNotWithoutOne() {
        bundles.want(List.of(spiffe(PARTNER, Optional.empty())));
        bundles.tick();
        assertThat(asked).isEmpty();
        assertThat(failure()).contains("bundleEndpoint.bundle");

        served.put(PARTNER, json(8, 300, FIRST, OTHER));
        bundles.want(List.of(spiffe(PARTNER, Optional.of(text(json(7, 300, FIRST))))));
        assertThat(told.getLast()).as("the first is believed at once").containsOnlyKeys(PARTNER);
        bundles.tick();
        assertThat(authority().anchors().certificates()).containsExactly(Pem.certificate(ROOT));
        clock.advance(Duration.ofMinutes(5));
        bundles.tick();
        assertThat(authority().anchors().certificates())
                .as("from then on with what it said")
                .hasSize(2);
    }

    @Test
    void theDocumentsBundleTakesTheKeptOnesPlaceOnlyIfItIsNewer() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        for (byte[] older : List.of(json(6, 300, OTHER), json(7, 300, OTHER), BundleText.utf8("{\"keys\":[]}"))) {
            bundles.want(List.of(spiffe(PARTNER, Optional.of(text(older)))));
        }
        assertThat(told).hasSize(1);
        bundles.want(List.of(spiffe(PARTNER, Optional.of(text(json(8, 300, OTHER))))));
        assertThat(told).hasSize(2);
        assertThat(believed(PARTNER).anchors().certificates()).doesNotContain(Pem.certificate(ROOT));
    }

    @Test
    void whatCannotBeKeptIsNotBelieved() {
        served.put(PARTNER, json(7, 300, FIRST));
        store.failAfterWrites(0);
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        assertThat(outcomes.get(PARTNER)).isPresent();
        assertThat(told).isEmpty();
    }

    /// Whoever rotates a root waits for our word: it is given soon, and once the bundle is in force.
    @Test
    void whatIsNewIsConfirmedAMinuteLaterAndThenAtTheInterval() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        clock.advance(Duration.ofMinutes(1));
        bundles.tick();
        clock.advance(Duration.ofMinutes(1));
        bundles.tick();
        var first = hash(7, FIRST);
        assertThat(held).containsExactly(Optional.empty(), first);
        clock.advance(Duration.ofMinutes(4));
        served.put(PARTNER, json(8, 300, FIRST, OTHER));
        bundles.tick();
        clock.advance(Duration.ofMinutes(1));
        bundles.tick();
        assertThat(held).containsExactly(Optional.empty(), first, first, hash(8, FIRST, OTHER));
        assertThat(first).isNotEqualTo(hash(8, FIRST, OTHER));
    }

    @Test
    void whatIsNotInForceIsNotNamed() {
        var document = BundleDocument.parse(json(7, 300, FIRST), PARTNER);
        Instant begins = document.authorities().getFirst().getNotBefore().toInstant();
        assertThat(document.heldHash(begins)).isEqualTo(document.contentHash()).isPresent();
        assertThat(document.heldHash(begins.minusSeconds(1))).isEmpty();
        assertThat(BundleDocument.parse(json(7, 300), PARTNER).heldHash(begins)).isEmpty();
    }

    @Test
    void eachChangeIsOneLineHoweverOftenTheEndpointIsAsked() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        poll(3);
        assertThat(told()).containsExactly("accepted by endpoint 7 -");
        served.put(PARTNER, json(8, 300, FIRST, OTHER));
        poll(3);
        served.put(PARTNER, json(6, 300, OTHER));
        poll(3);
        served.put(PARTNER, json(8, 300, OTHER));
        poll(2);
        served.remove(PARTNER);
        poll(4);
        served.put(PARTNER, json(8, 300, FIRST, OTHER));
        poll(3);
        bundles.want(List.of());
        assertThat(told())
                .containsExactly(
                        "accepted by endpoint 7 -",
                        "changed by endpoint 8 -",
                        "refused by endpoint 6 SEQUENCE_BACK",
                        "refused by endpoint 8 SEQUENCE_REUSED",
                        "unreachable by endpoint 8 nobody answers",
                        "restored by endpoint 8 -",
                        "removed by document 8 -");
        assertThat(events.get(1).before()).isEqualTo(hash(7, FIRST));
        assertThat(events.get(1).after()).isEqualTo(hash(8, FIRST, OTHER));
    }

    @Test
    void oneMissedAnswerIsNoNewsAndARestartTellsNothingTwice() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        poll(2);
        served.remove(PARTNER);
        poll(1);
        served.put(PARTNER, json(7, 300, FIRST));
        poll(1);
        bundles.close();
        bundles = open();
        bundles.want(List.of(web(PARTNER)));
        poll(2);
        assertThat(told()).containsExactly("accepted by endpoint 7 -");
    }

    @Test
    void whatTheLogWasNotToldOfIsNotBelieved() {
        served.put(PARTNER, json(7, 300, FIRST));
        logFails = true;
        bundles.want(List.of(web(PARTNER)));
        poll(2);
        assertThat(told).isEmpty();
        assertThat(store.names()).isEmpty();
        logFails = false;
        poll(1);
        assertThat(told.getLast()).containsOnlyKeys(PARTNER);
    }

    @Test
    void anOperatorsBundleIsJudgedAsAFetchedOneAndKept() {
        assertThat(bundles.take(PARTNER, json(7, 300, FIRST), "alice")).isInstanceOf(Imported.Stranger.class);
        bundles.want(List.of(spiffe(PARTNER, Optional.empty())));
        bundles.tick();
        assertThat(asked).as("there is nothing to prove it with").isEmpty();

        assertThat(bundles.take(PARTNER, BundleText.bundle(BundleText.KEY_TEXT), "alice"))
                .isInstanceOf(Imported.Refused.class);
        assertThat(bundles.take(PARTNER, json(7, 300, FIRST), "alice")).isInstanceOf(Imported.Taken.class);
        assertThat(bundles.take(PARTNER, json(7, 300, FIRST), "alice")).isInstanceOf(Imported.Same.class);
        assertThat(told.getLast()).containsOnlyKeys(PARTNER);
        served.put(PARTNER, json(6, 300, OTHER));
        bundles.tick();
        assertThat(asked).as("asked at once, proven with what was brought").containsExactly(PARTNER);
        assertThat(authority().anchors().certificates()).containsExactly(Pem.certificate(ROOT));
        assertThat(failure()).contains("SEQUENCE_BACK");
        assertThat(bundles.take(PARTNER, json(6, 300, OTHER), "alice"))
                .isInstanceOfSatisfying(
                        Imported.Refused.class,
                        refused -> assertThat(refused.why().reason()).isEqualTo("SEQUENCE_BACK"));
        bundles.close();
        served.clear();
        bundles = open();
        bundles.want(List.of(spiffe(PARTNER, Optional.empty())));
        assertThat(believed(PARTNER).anchors().certificates()).containsExactly(Pem.certificate(ROOT));
        assertThat(told())
                .containsExactly(
                        "refused by alice - CERTIFICATE.TRUST_DOMAIN",
                        "accepted by alice 7 -",
                        "refused by endpoint 6 SEQUENCE_BACK",
                        "refused by alice 6 SEQUENCE_BACK");
    }

    @Test
    void anOperatorNeedNotWaitForTheInterval() {
        served.put(PARTNER, json(7, 300, FIRST));
        bundles.want(List.of(web(PARTNER)));
        bundles.tick();
        assertThat(bundles.askNow(SUPPLIER)).isFalse();
        assertThat(bundles.askNow(PARTNER)).isTrue();
        bundles.tick();
        bundles.tick();
        assertThat(asked).hasSize(2);
    }

    /// So many intervals.
    private void poll(int times) {
        for (int i = 0; i < times; i++) {
            bundles.tick();
            clock.advance(Duration.ofMinutes(5));
        }
    }

    private List<String> told() {
        return events.stream()
                .map(event -> event.change() + " by " + event.by() + " "
                        + event.sequence().orElse("-") + " " + event.reason().orElse("-"))
                .toList();
    }

    private static Optional<String> hash(long sequence, String... keys) {
        return BundleDocument.parse(json(sequence, 300, keys), PARTNER).contentHash();
    }

    private TrustBundle believed(TrustDomain domain) {
        return Objects.requireNonNull(told.getLast().get(domain));
    }

    private String failure() {
        return Objects.requireNonNull(outcomes.get(PARTNER)).orElseThrow();
    }

    private TrustBundle authority() {
        return Objects.requireNonNull(authorities.get(PARTNER)).orElseThrow();
    }

    private static byte[] otherRoot() {
        KeyPair own = LeafKey.p256(Fixture.RANDOM);
        return BundleText.root(draft -> draft.without(Extension.subjectAlternativeName)
                .key(own.getPublic())
                .signed("SHA256withECDSA", own.getPrivate()));
    }

    private static Peer web(TrustDomain domain) {
        return new Peer(domain, "https://" + domain + "/", new EndpointProof.HttpsWeb(), Optional.empty());
    }

    private static Peer spiffe(TrustDomain domain, Optional<String> initial) {
        var endpoint = new EndpointProof.HttpsSpiffe(new SpiffeId(domain, "/endpoint"));
        return new Peer(domain, "https://" + domain + "/", endpoint, initial);
    }

    private static byte[] json(long sequence, long hint, String... keys) {
        return BundleText.utf8("{\"spiffe_sequence\":" + sequence + ",\"spiffe_refresh_hint\":" + hint + ",\"keys\":["
                + String.join(",", keys) + "]}");
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
