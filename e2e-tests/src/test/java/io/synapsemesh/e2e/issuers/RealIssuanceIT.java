package io.synapsemesh.e2e.issuers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.ShiftedClock;
import io.synapsemesh.certs.issuer.acme.HttpChallenges;
import io.synapsemesh.e2e.harness.RealApiServer;
import io.synapsemesh.e2e.harness.StepCa;
import io.synapsemesh.e2e.harness.ToolBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is particular to one issuer and in no case of the conformance suite.
final class RealIssuanceIT {
    private static final Clock CLOCK = Clock.systemUTC();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StepCa ca;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ChallengeServer challenges;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @BeforeAll
    static void start() {
        ca = StepCa.start();
        challenges = new ChallengeServer(ca.httpPort());
    }

    @AfterAll
    static void stop() {
        challenges.close();
        ca.close();
    }

    @Test
    void acmeRefusesWhateverHasASpiffeIdOrIsTheDoorBeforeTheCaIsAsked() throws IOException {
        try (var peer = new AcmePeer(ca, challenges, CLOCK, folder)) {
            for (var request : new LeafRequest[] {
                Fixture.workspaceRequest(), Fixture.sidecarRequest(), Fixture.doorRequest(), Fixture.devRequest()
            }) {
                assertThatThrownBy(() -> issued(peer, request))
                        .isInstanceOf(IssuanceRefused.class)
                        .hasMessageStartingWith("SYN0841: ")
                        .hasMessageContaining(request.name().text());
            }
            refusesOtherNamesUnasked(peer);
            assertThat(peer.calls()).isZero();
        }
    }

    @Test
    void acmeProvesEachHostOverHttpAndTakesItsAnswersDown() throws IOException {
        try (var peer = new AcmePeer(ca, challenges, CLOCK, folder)) {
            int before = challenges.asked();
            var chain = issued(peer, peer.good());
            assertThat(challenges.asked() - before)
                    .isEqualTo(peer.good().dnsNames().size());
            assertThat(challenges.published()).isZero();
            assertThat(chain.certificates()).hasSize(2);
        }
    }

    @Test
    void aHostThatDoesNotAnswerGetsNoCertificateAndAReason() throws IOException {
        var silent = new HttpChallenges() {
            @Override
            public void publish(String host, String token, String authorization) {}

            @Override
            public void withdraw(String host, String token) {}
        };
        try (var peer = new AcmePeer(ca, silent, CLOCK, folder)) {
            assertThatThrownBy(() -> issued(peer, peer.good()))
                    .isInstanceOf(IssuanceFailed.class)
                    .hasMessageContaining(".corp.example");
        }
    }

    @Test
    void stepCaTakesATokenOnceAndOnlyForItsOwnRequest() throws IOException {
        var clock = new ShiftedClock();
        try (var peer = new StepCaPeer(ca, clock, folder)) {
            // Caught before it arrives: a token that is still good.
            peer.become(Fault.SERVER_ERROR);
            assertThatThrownBy(() -> issued(peer, peer.good())).isInstanceOf(IssuanceFailed.class);
            var caught = peer.lastSignBody();
            var foreign = peer.withOtherRequest(
                    caught, LeafKey.generate(Fixture.RANDOM, peer.good()).csr());
            assertThat(peer.replay(foreign)).as("another request").isEqualTo(403);

            peer.become(Fault.NONE);
            clock.advance(Breaker.HOLD_MAX);
            issued(peer, peer.good());
            assertThat(peer.replay(peer.lastSignBody()))
                    .as("the same once more")
                    .isEqualTo(401);
        }
    }

    @Test
    void aProvisionerThatDoesNotKnowOurKeyIsAFailureWithAFix() throws IOException {
        try (var peer = new StepCaPeer(ca, CLOCK, folder)) {
            peer.useUnknownKey();
            assertThatThrownBy(() -> issued(peer, peer.good()))
                    .isInstanceOf(IssuanceFailed.class)
                    .isNotInstanceOf(IssuanceRefused.class)
                    .hasMessageContaining("Fix: check the provisioner's name and key");
        }
    }

    @Test
    void certManagerLeavesNoRequestBehind() throws IOException {
        var clock = new ShiftedClock();
        try (var kubernetes = RealApiServer.start()) {
            kubernetes.install(ToolBinary.crds("cert-manager"));
            try (var peer = new CertManagerPeer(kubernetes, clock, folder)) {
                refusesOtherNamesUnasked(peer);
                peer.leaveBehind(kubernetes, "of-an-earlier-life");
                assertThat(peer.controller().held()).hasSize(1);
                clock.advance(Duration.ofMinutes(11));
                issued(peer, peer.good());
                nothingLeft(peer);
                assertThatThrownBy(() -> issued(peer, peer.refused())).isInstanceOf(IssuanceRefused.class);
                nothingLeft(peer);
                peer.become(Fault.SLOW);
                assertThatThrownBy(() -> issued(peer, peer.good()))
                        .isInstanceOf(IssuanceFailed.class)
                        .hasMessageContaining("Fix: see whether the request is approved");
                nothingLeft(peer);
            }
        }
    }

    /// cert-manager and ACME sign what is inside the request: one that came from a proxy must not choose its names.
    private static void refusesOtherNamesUnasked(IssuerPeer peer) {
        int before = peer.calls();
        for (var csr : List.of(
                LeafKey.generate(Fixture.RANDOM).csr(),
                LeafKey.generate(Fixture.RANDOM, Fixture.sidecarRequest()).csr())) {
            assertThatThrownBy(() -> ((LeafIssuer) peer.source()).issue(peer.good(), csr))
                    .isInstanceOf(IssuanceRefused.class)
                    .hasMessageContaining("does not ask for exactly the names");
        }
        assertThat(peer.calls()).isEqualTo(before);
    }

    private static void nothingLeft(CertManagerPeer peer) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(peer.controller().held()).isEmpty());
    }

    private static CertificateChain issued(IssuerPeer peer, LeafRequest request) {
        return ((LeafIssuer) peer.source())
                .issue(request, LeafKey.generate(Fixture.RANDOM, request).csr());
    }
}
