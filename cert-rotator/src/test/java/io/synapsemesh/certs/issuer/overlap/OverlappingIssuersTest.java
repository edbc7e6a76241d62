package io.synapsemesh.certs.issuer.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.rotate.LeafRotator;
import io.synapsemesh.certs.rotate.RotationPolicy;
import io.synapsemesh.certs.rotate.SvidStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A move between two issuers of one trust domain, each with a root of its own, as the rotator and a verifier see it.
final class OverlappingIssuersTest {
    private final Fixture here = new Fixture();
    private final Fixture there = new Fixture();
    private final Away before = new Away("before", here.authorities().mesh());
    private final Away after = new Away("after", there.authorities().mesh());
    private final OverlappingIssuers issuers = new OverlappingIssuers(Fixture.DOMAIN, before);
    private final TestClock clock = here.clock;
    private final List<TrustBundle> handedOut = new ArrayList<>();
    private final LeafRotator rotator = new LeafRotator(
            name -> issuers.source(),
            issuers::bundle,
            new SvidStore(here.svids, here.seal()),
            event -> {},
            new Bundles(),
            clock,
            Fixture.RANDOM,
            RotationPolicy.STANDARD);

    @Test
    void everyLeafIsVouchedForByTheBundleOfEveryStepUntilTheOldSideIsGone() {
        Leaf old = started();
        issuers.prepare(after);
        rotator.tick();
        assertThat(shown()).as("nothing is signed anew before the gate opens").isEqualTo(old);
        assertThat(issuers.bundle().anchors().certificates())
                .contains(before.signer(), after.signer())
                .hasSize(2);
        issuers.activate();
        rotator.tick();
        Leaf fresh = shown();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(ChainLint.leadsTo(fresh.chain(), after.signer(), clock.instant()))
                .isTrue();
        assertThat(handedOut).hasSizeGreaterThanOrEqualTo(2);
        assertVouched(old, handedOut);
        assertVouched(fresh, handedOut.subList(1, handedOut.size()));
        issuers.finish();
        rotator.tick();
        assertThat(shown()).isEqualTo(fresh);
        assertThat(issuers.bundle().anchors().certificates()).containsExactly(after.signer());
    }

    @Test
    void aMoveIsRolledBackWithoutAMomentWithoutALeaf() {
        started();
        issuers.prepare(after);
        issuers.activate();
        rotator.tick();
        Leaf moved = shown();
        issuers.rollBack();
        assertThat(rotator.leaf(Fixture.WORKSPACE)).contains(moved);
        rotator.tick();
        assertThat(ChainLint.leadsTo(shown().chain(), before.signer(), clock.instant()))
                .isTrue();
        assertThat(issuers.bundle().anchors().certificates()).contains(after.signer());
        issuers.finish();
        assertThat(issuers.bundle().anchors().certificates()).containsExactly(before.signer());
    }

    @Test
    void whoGoesAwayAfterTheMoveKeepsItsPlaceInTheBundle() {
        Leaf old = started();
        issuers.prepare(after);
        issuers.activate();
        before.away = true;
        assertThat(issuers.bundle().anchors().certificates()).hasSize(2);
        assertThat(ChainLint.leadsToAnchor(old.chain(), issuers.bundle().anchors(), clock.instant()))
                .isTrue();
    }

    @Test
    void theNewSideBeingAwayAfterActivationKeepsTheOldLeafInForce() {
        Leaf old = started();
        issuers.prepare(after);
        issuers.activate();
        after.away = true;
        rotator.tick();
        assertThat(shown()).isEqualTo(old);
    }

    @Test
    void stepsOutOfOrderAreRefused() {
        assertThatThrownBy(issuers::activate).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(issuers::rollBack).isInstanceOf(IllegalStateException.class);
        issuers.prepare(after);
        issuers.activate();
        assertThatThrownBy(() -> issuers.prepare(before)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anIssuerWhoseRootsNobodyKnowsIsNotPrepared() {
        after.away = true;
        assertThatThrownBy(() -> issuers.prepare(after)).isInstanceOf(IssuanceFailed.class);
        assertThat(issuers.bundle().anchors().certificates()).containsExactly(before.signer());
    }

    private Leaf started() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        return shown();
    }

    private Leaf shown() {
        return rotator.leaf(Fixture.WORKSPACE).orElseThrow();
    }

    private void assertVouched(Leaf leaf, List<TrustBundle> bundles) {
        assertThat(bundles)
                .allSatisfy(
                        bundle -> assertThat(ChainLint.leadsToAnchor(leaf.chain(), bundle.anchors(), clock.instant()))
                                .isTrue());
    }

    private final class Bundles implements CertificateListener {
        @Override
        public void leafChanged(Leaf leaf) {}

        @Override
        public void leafForgotten(LeafName name) {}

        @Override
        public void bundleChanged(TrustBundle bundle) {
            handedOut.add(bundle);
        }
    }

    /// An issuer that can be switched off, roots and all.
    private static final class Away implements LeafIssuer {
        private final String name;
        private final LeafIssuer real;
        private boolean away;

        Away(String name, LeafIssuer real) {
            this.name = name;
            this.real = real;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CertificateChain issue(LeafRequest request, SigningRequest csr) {
            return present().issue(request, csr);
        }

        @Override
        public Anchors anchors() {
            return present().anchors();
        }

        @Override
        public X509Certificate signer() {
            return present().signer();
        }

        private LeafIssuer present() {
            if (away) {
                throw new IssuanceFailed(name + " is away");
            }
            return real;
        }
    }
}
