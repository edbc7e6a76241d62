package io.synapsemesh.certs.csr;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.rotate.RenewalTimes;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningDeskTest {
    private static final SpiffeId CALLER = Fixture.SIDECAR.identity();
    private static final SpiffeId OTHER = SpiffeId.parse("spiffe://corp.example/ns/etl/sa/other");

    private final Fixture fixture = new Fixture();
    private final Authorities authorities = fixture.authorities();
    private final LeafKey key = LeafKey.generate(Fixture.RANDOM);
    private final List<Event> events = new ArrayList<>();
    private LeafIssuer issuer = authorities.mesh();
    private boolean logAway;
    private SignRate rate = SignRate.STANDARD;
    private RenewalTimes renewals = (name, chain, issuedAt) -> issuedAt;
    private long nanos;

    @Test
    void signsTheCallersKeyForTheCallersIdentity() {
        var signed = signed(desk().sign(CALLER, key.csr().der(), Optional.empty()));

        assertThat(signed.chain().leaf().getPublicKey()).isEqualTo(key.csr().publicKey());
        var profile = LeafProfile.of(Fixture.sidecarRequest());
        assertThat(ChainLint.check(signed.chain(), profile, authorities.mesh().anchors(), fixture.clock.instant()))
                .isEmpty();
        assertThat(signed.bundle().contentHash())
                .isEqualTo(authorities.mesh().anchors().contentHash());
    }

    @Test
    void ignoresEveryNameInTheRequest() {
        var signed =
                signed(desk().sign(CALLER, Requests.naming("spiffe://corp.example/ns/etl/sa/other"), Optional.empty()));

        assertThat(ChainLint.check(
                        signed.chain(),
                        LeafProfile.of(Fixture.sidecarRequest()),
                        authorities.mesh().anchors(),
                        fixture.clock.instant()))
                .isEmpty();
    }

    @Test
    void givesAShorterLifeThanWantedButNeverALongerOne() {
        var now = fixture.clock.instant();

        assertThat(signed(desk().sign(CALLER, key.csr().der(), Optional.of(Duration.ofHours(1))))
                        .chain()
                        .notAfter())
                .isEqualTo(now.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS));
        assertThat(signed(desk().sign(CALLER, key.csr().der(), Optional.of(Duration.ofDays(30))))
                        .chain()
                        .notAfter())
                .isEqualTo(now.plus(Duration.ofHours(24)).truncatedTo(ChronoUnit.SECONDS));
        assertThat(why(desk().sign(CALLER, key.csr().der(), Optional.of(Duration.ofSeconds(1)))))
                .isEqualTo(SignAnswer.Why.BAD_REQUEST);
    }

    @Test
    void saysWhenToComeAgainAsPlanned() {
        var planned = fixture.clock.instant().plus(Duration.ofHours(14));
        var asked = new ArrayList<CertificateChain>();
        renewals = (name, chain, issuedAt) -> {
            assertThat(name).isEqualTo(Fixture.SIDECAR);
            assertThat(issuedAt).isEqualTo(fixture.clock.instant());
            asked.add(chain);
            return planned;
        };

        var signed = signed(desk().sign(CALLER, key.csr().der(), Optional.empty()));

        assertThat(signed.renewAt()).isEqualTo(planned);
        assertThat(asked).containsExactly(signed.chain());
    }

    @Test
    void handsOutNoLeafThatCannotBeNoted() {
        renewals = (name, chain, issuedAt) -> {
            throw new IllegalStateException("the disk is full");
        };

        assertThat(why(desk().sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.UNAVAILABLE);
    }

    @Test
    void refusesAnIdentityThatNoDocumentWants() {
        assertThat(why(desk().sign(OTHER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.NOT_WANTED);
        assertThat(refusals())
                .singleElement()
                .satisfies(event -> assertThat(event.identity()).isEqualTo(OTHER));
    }

    @Test
    void refusesARequestThatItsKeyDidNotSign() {
        byte[] der = key.csr().der();
        der[der.length - 5] ^= 1;

        assertThat(why(desk().sign(CALLER, der, Optional.empty()))).isEqualTo(SignAnswer.Why.BAD_REQUEST);
        assertThat(refusals()).hasSize(1);
    }

    @Test
    void answersNothingThatTheAuditLogDidNotTake() {
        logAway = true;

        assertThat(why(desk().sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.UNAVAILABLE);
    }

    @Test
    void saysUnavailableWhenTheIssuerIsAwayAndKeepsItsReasonToItself() {
        issuer = new Bent(authorities.mesh()) {
            @Override
            public CertificateChain issue(LeafRequest request, SigningRequest csr) {
                throw new IssuanceFailed("vault.internal:8200 is away");
            }
        };

        var refused = (SignAnswer.Refused) desk().sign(CALLER, key.csr().der(), Optional.empty());

        assertThat(refused.why()).isEqualTo(SignAnswer.Why.UNAVAILABLE);
        assertThat(refused.message()).doesNotContain("vault.internal");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesACertificateForAnotherKeyWhateverTheIssuerSays(boolean here) {
        var foreign = LeafKey.generate(Fixture.RANDOM);
        issuer = new Bent(authorities.mesh(), here) {
            @Override
            public CertificateChain issue(LeafRequest request, SigningRequest csr) {
                return super.issue(request, foreign.csr());
            }
        };

        assertThat(why(desk().sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesACertificateForAnotherIdentityWhateverTheIssuerSays(boolean here) {
        issuer = new Bent(authorities.mesh(), here) {
            @Override
            public CertificateChain issue(LeafRequest request, SigningRequest csr) {
                var other = LeafRequest.of(new LeafName.Svid(OTHER), List.of(), request.lifetime());
                return super.issue(other, csr);
            }
        };

        assertThat(why(desk().sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesACertificateUnderARootThatIsNotInTheBundle(boolean here) {
        issuer = new Bent(new Fixture().authorities().mesh(), here);

        assertThat(why(desk().sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.UNAVAILABLE);
    }

    @Test
    void aCallerThatAsksTooOftenIsRefusedAloneAndServedAgainLater() {
        rate = new SignRate(2, Duration.ofSeconds(10), 64);
        fixture.hosts = Fixture::declared;
        var desk = desk();
        for (int i = 0; i < 2; i++) {
            signed(desk.sign(CALLER, key.csr().der(), Optional.empty()));
        }

        assertThat(why(desk.sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.TOO_OFTEN);
        assertThat(why(desk.sign(OTHER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.NOT_WANTED);
        nanos += Duration.ofSeconds(9).toNanos();
        assertThat(why(desk.sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.TOO_OFTEN);
        nanos += Duration.ofSeconds(1).toNanos();
        signed(desk.sign(CALLER, key.csr().der(), Optional.empty()));
        assertThat(why(desk.sign(CALLER, key.csr().der(), Optional.empty()))).isEqualTo(SignAnswer.Why.TOO_OFTEN);
    }

    @Test
    void refusesRatherThanQueuesWhenTooMuchIsBeingSigned() throws Exception {
        rate = new SignRate(10, Duration.ofSeconds(10), 1);
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        issuer = new Bent(authorities.mesh()) {
            @Override
            public CertificateChain issue(LeafRequest request, SigningRequest csr) {
                entered.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.issue(request, csr);
            }
        };
        var desk = desk();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = executor.submit(() -> desk.sign(CALLER, key.csr().der(), Optional.empty()));
            entered.await();

            assertThat(why(desk.sign(CALLER, key.csr().der(), Optional.empty())))
                    .isEqualTo(SignAnswer.Why.TOO_OFTEN);
            go.countDown();
            assertThat(first.get()).isInstanceOf(SignAnswer.Signed.class);
        }
        signed(desk.sign(CALLER, key.csr().der(), Optional.empty()));
    }

    private SigningDesk desk() {
        return new SigningDesk(
                new SigningDesk.Ports(
                        identity -> identity.equals(CALLER) ? Optional.of(Fixture.sidecarRequest()) : Optional.empty(),
                        _ -> issuer,
                        () -> authorities.mesh().bundle(),
                        event -> {
                            if (logAway) {
                                throw new IllegalStateException("the disk is full");
                            }
                            events.add(event);
                        },
                        (name, chain, issuedAt) -> renewals.after(name, chain, issuedAt)),
                fixture.clock,
                rate,
                () -> nanos);
    }

    private static SignAnswer.Signed signed(SignAnswer answer) {
        assertThat(answer).isInstanceOf(SignAnswer.Signed.class);
        return (SignAnswer.Signed) answer;
    }

    private static SignAnswer.Why why(SignAnswer answer) {
        assertThat(answer).isInstanceOf(SignAnswer.Refused.class);
        return ((SignAnswer.Refused) answer).why();
    }

    private List<Event.Issued> refusals() {
        return events.stream()
                .map(Event.Issued.class::cast)
                .filter(event -> !event.granted())
                .toList();
    }

    private static class Bent implements LeafIssuer {
        private final LeafIssuer straight;
        private final boolean here;

        Bent(LeafIssuer straight) {
            this(straight, false);
        }

        Bent(LeafIssuer straight, boolean here) {
            this.straight = straight;
            this.here = here;
        }

        @Override
        public boolean signsHere() {
            return here;
        }

        @Override
        public String name() {
            return "bent";
        }

        @Override
        public CertificateChain issue(LeafRequest request, SigningRequest csr) {
            return straight.issue(request, csr);
        }

        @Override
        public Anchors anchors() {
            return straight.anchors();
        }

        @Override
        public X509Certificate signer() {
            return straight.signer();
        }
    }
}
