package io.synapsemesh.certs.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.root.KeptRoots;
import io.synapsemesh.certs.root.Rotations;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/// Leaves of an activated root, as verifiers see them that know only one of the two roots. The verifiers are the JDK's
/// own, not our lint.
class CrossSignTest {
    private final Fixture fixture = new Fixture();
    private final Authorities all = fixture.authorities();

    private record Rotated(X509Certificate old, X509Certificate made, CertificateChain chain) {}

    private Rotated rotate(LeafIssuer issuer, KeptRoots roots, LeafRequest request) {
        var old = roots.state().current();
        Rotations.activate(roots, fixture.clock.instant());
        var chain = issuer.issue(request, LeafKey.generate(Fixture.RANDOM).csr());
        return new Rotated(old, roots.state().current(), chain);
    }

    private void assertBothVerify(Rotated rotated, LeafRequest request) throws Exception {
        for (var root : List.of(rotated.old(), rotated.made())) {
            build(rotated.chain(), root);
            trustManager(root)
                    .checkServerTrusted(rotated.chain().certificates().toArray(X509Certificate[]::new), "ECDHE_ECDSA");
            assertThat(ChainLint.check(
                            rotated.chain(),
                            LeafProfile.of(request),
                            Anchors.of(List.of(root)),
                            fixture.clock.instant()))
                    .isEmpty();
            assertPathLengths(rotated.chain(), root);
        }
        assertThat(ChainLint.rootOf(
                        rotated.chain(), Anchors.of(List.of(rotated.old(), rotated.made())), fixture.clock.instant()))
                .contains(rotated.made());
    }

    @Test
    void aMeshLeafVerifiesByTheOldRootAloneAndByTheNewOneAlone() throws Exception {
        var rotated = rotate(all.mesh(), all.mesh().roots(), Fixture.sidecarRequest());
        assertThat(rotated.chain().certificates()).hasSize(2);
        var cross = rotated.chain().certificates().getLast();
        assertThat(cross.getSubjectAlternativeNames().toString())
                .as("a signing certificate names the trust domain, without a path")
                .isEqualTo("[[6, spiffe://corp.example]]");
        assertThat(cross.getBasicConstraints()).isZero();
        assertThat(cross.getKeyUsage()[5]).isTrue();
        assertThat(cross.getPublicKey()).isEqualTo(rotated.made().getPublicKey());
        assertBothVerify(rotated, Fixture.sidecarRequest());
    }

    @Test
    void theDoorVerifiesByTheOldRootAloneAndByTheNewOneAlone() throws Exception {
        assertBothVerify(rotate(all.door(), all.door().roots(), Fixture.doorRequest()), Fixture.doorRequest());
    }

    @Test
    void aClientFacingChainHasRoomForTheCrossSignedRoot() throws Exception {
        var client = all.clientFacing().getFirst();
        var rotated = rotate(client, client.roots(), Fixture.devRequest());
        assertThat(rotated.chain().certificates()).hasSize(3);
        assertThat(rotated.chain().certificates().getLast().getCriticalExtensionOIDs())
                .as("the name constraints come along")
                .contains("2.5.29.30");
        assertBothVerify(rotated, Fixture.devRequest());
    }

    @Test
    void aRootWithoutRoomBelowItCrossSignsNothing() {
        var narrow = new SlotCell.Making(
                (from, life) -> new CertificateMaker(Fixture.RANDOM)
                        .root("narrow", 1, java.util.Optional.empty(), java.util.Optional.empty(), from, life),
                java.time.Duration.ofDays(10),
                1,
                new CertificateMaker(Fixture.RANDOM),
                fixture.clock,
                java.time.Duration.ofMinutes(2));
        var cell = new SlotCell(
                io.synapsemesh.certs.root.AuthorityName.client("dev.azuresynapse.net"),
                new SlotFile(fixture.ca, fixture.seal(), "client.narrow"),
                narrow,
                RootSlots.of(narrow.fresh(narrow.life())));
        Rotations.activate(cell, fixture.clock.instant());
        assertThat(cell.now().cross()).isEmpty();
    }

    @Test
    void aStrangerBehindTheLeafIsNoCrossSignedRoot() {
        var chain = all.mesh()
                .issue(
                        Fixture.sidecarRequest(),
                        LeafKey.generate(Fixture.RANDOM).csr());
        var stranger = all.door().signer();
        var longer = new CertificateChain(List.of(chain.leaf(), stranger));
        assertThat(ChainLint.leadsToAnchor(chain, all.mesh().anchors(), fixture.clock.instant()))
                .isTrue();
        assertThat(ChainLint.leadsToAnchor(longer, all.mesh().anchors(), fixture.clock.instant()))
                .isFalse();
    }

    @Test
    void aRootThatWasNotCrossSignedVerifiesNothingOfTheOther() {
        var rotated = rotate(all.mesh(), all.mesh().roots(), Fixture.sidecarRequest());
        var bare = new CertificateChain(List.of(rotated.chain().leaf()));
        assertThat(ChainLint.leadsTo(bare, rotated.old(), fixture.clock.instant()))
                .isFalse();
        assertThat(ChainLint.leadsTo(bare, rotated.made(), fixture.clock.instant()))
                .isTrue();
    }

    /// RFC 5280 6.1.4 (m), the anchor's own limit included: the JDK ignores it, OpenSSL and BoringSSL do not.
    private static void assertPathLengths(CertificateChain chain, X509Certificate root) {
        var certificates = new java.util.ArrayList<X509Certificate>();
        for (var certificate : chain.certificates()) {
            certificates.add(certificate);
            if (certificate.getIssuerX500Principal().equals(root.getSubjectX500Principal())) {
                break;
            }
        }
        certificates.add(root);
        for (int i = 1; i < certificates.size(); i++) {
            assertThat(certificates.get(i).getBasicConstraints())
                    .as("authorities below %s", certificates.get(i).getSubjectX500Principal())
                    .isGreaterThanOrEqualTo(i - 1);
        }
    }

    private void build(CertificateChain chain, X509Certificate root) throws Exception {
        var target = new X509CertSelector();
        target.setCertificate(chain.leaf());
        var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(fixture.clock.instant()));
        parameters.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain.certificates())));
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }

    /// As an application of ours or of others would: judged at the time of this machine.
    private static X509TrustManager trustManager(X509Certificate root) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root);
        var factory = TrustManagerFactory.getInstance("PKIX");
        var target = new X509CertSelector();
        var parameters = new PKIXBuilderParameters(store, target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(root.getNotBefore().toInstant().plusSeconds(3600)));
        factory.init(new javax.net.ssl.CertPathTrustManagerParameters(parameters));
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
