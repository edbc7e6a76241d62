package io.synapsemesh.certs.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.store.SealBroken;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AuthoritiesTest {
    private static final String URI_KIND = "6";

    private final Fixture fixture = new Fixture();

    private CertificateChain issue(LeafIssuer issuer, LeafRequest request) {
        return issuer.issue(request, LeafKey.generate(Fixture.RANDOM).csr());
    }

    @Test
    void meshRootNamesTheTrustDomainWithoutPath() throws Exception {
        var root = fixture.authorities().mesh().signer();
        assertThat(root.getBasicConstraints()).isNotNegative();
        assertThat(root.getKeyUsage()[5]).as("keyCertSign").isTrue();
        assertThat(root.getKeyUsage()[0]).as("digitalSignature").isFalse();
        assertThat(root.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
        assertThat(root.getSubjectAlternativeNames().toString())
                .isEqualTo("[[" + URI_KIND + ", spiffe://corp.example]]");
    }

    @Test
    void signsAWorkspaceByTheProfile() throws Exception {
        var chain = issue(fixture.authorities().mesh(), Fixture.workspaceRequest());
        var leaf = chain.leaf();
        assertThat(leaf.getSubjectAlternativeNames().toString())
                .isEqualTo("[[6, " + Fixture.WORKSPACE.text()
                        + "], [2, contoso.dev.azuresynapse.net], [2, contoso.sql.azuresynapse.net]]");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getKeyUsage()).startsWith(true, false, false, false, false, false, false);
        assertThat(leaf.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(chain.notBefore()).isEqualTo("2026-11-21T11:58:00Z");
        assertThat(chain.notAfter()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(leaf.getSerialNumber().bitLength()).isGreaterThan(64);
    }

    /// The leaf knows what it was made of; the parser must find the same in its bytes.
    @Test
    void saysOfALeafWhatItsBytesSay() {
        for (var request : List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest())) {
            var leaf = issue(fixture.authorities().mesh(), request).leaf();
            var parsed = Pem.certificate(Pem.der(leaf));

            assertThat(leaf).isEqualTo(parsed).hasSameHashCodeAs(parsed).isNotSameAs(parsed);
            assertThat(leaf.getSerialNumber()).isEqualTo(parsed.getSerialNumber());
            assertThat(leaf.getNotBefore()).isEqualTo(parsed.getNotBefore());
            assertThat(leaf.getNotAfter()).isEqualTo(parsed.getNotAfter());
            assertThat(leaf.getIssuerX500Principal()).isEqualTo(parsed.getIssuerX500Principal());
        }
    }

    @Test
    void serialsDoNotRepeat() {
        var mesh = fixture.authorities().mesh();
        var seen = new HashSet<BigInteger>();
        for (int i = 0; i < 50; i++) {
            assertThat(seen.add(issue(mesh, Fixture.sidecarRequest()).leaf().getSerialNumber()))
                    .isTrue();
        }
    }

    @Test
    void refusesHostsNobodyDeclared() {
        var mesh = fixture.authorities().mesh();
        var request = LeafRequest.of(Fixture.WORKSPACE, List.of("fabrikam.dev.azuresynapse.net"), Duration.ofHours(1));
        assertThatThrownBy(() -> issue(mesh, request))
                .isInstanceOf(IssuanceRefused.class)
                .hasMessageContaining("fabrikam");
        fixture.hosts = name -> Set.of();
        assertThatThrownBy(() -> issue(mesh, Fixture.workspaceRequest())).isInstanceOf(IssuanceRefused.class);
    }

    @Test
    void onlyWorkspacesMayHaveHosts() {
        for (var name : List.of(
                Fixture.SIDECAR,
                new LeafName.Svid(SpiffeId.ofControlPlane(Fixture.DOMAIN)),
                new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/synapse/a/b")),
                new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/synapse/a/b/c/d")))) {
            assertThatThrownBy(() -> LeafRequest.of(name, Fixture.HOSTS, Duration.ofHours(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAForeignTrustDomain() {
        var foreign = new LeafName.Svid(SpiffeId.parse("spiffe://partner.example/ns/a/sa/b"));
        assertThatThrownBy(() ->
                        issue(fixture.authorities().mesh(), LeafRequest.of(foreign, List.of(), Duration.ofHours(1))))
                .isInstanceOf(IssuanceRefused.class);
    }

    @Test
    void eachAuthoritySignsOnlyItsOwnKind() {
        var all = fixture.authorities();
        var client = all.clientFacing().getFirst();
        for (var request : List.of(Fixture.doorRequest(), Fixture.devRequest())) {
            assertThatThrownBy(() -> issue(all.mesh(), request)).isInstanceOf(IssuanceRefused.class);
        }
        for (var request : List.of(Fixture.workspaceRequest(), Fixture.devRequest())) {
            assertThatThrownBy(() -> issue(all.door(), request)).isInstanceOf(IssuanceRefused.class);
        }
        for (var request : List.of(Fixture.workspaceRequest(), Fixture.doorRequest())) {
            assertThatThrownBy(() -> issue(client, request)).isInstanceOf(IssuanceRefused.class);
        }
    }

    @Test
    void threeRootsShareNothing() {
        var all = fixture.authorities();
        var chains = List.of(
                issue(all.mesh(), Fixture.workspaceRequest()),
                issue(all.door(), Fixture.doorRequest()),
                issue(all.clientFacing().getFirst(), Fixture.devRequest()));
        var anchors = List.of(
                all.mesh().anchors(),
                all.door().anchors(),
                all.clientFacing().getFirst().anchors());
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(ChainLint.leadsToAnchor(chains.get(i), anchors.get(j), fixture.clock.instant()))
                        .as("leaf %d under root %d", i, j)
                        .isEqualTo(i == j);
            }
        }
    }

    @Test
    void theDoorHasTwoAnchorsFromTheFirstDay() throws Exception {
        var door = fixture.authorities().door();
        assertThat(door.anchors().certificates()).hasSize(2);
        assertThat(door.anchors().pem().split("BEGIN CERTIFICATE", -1)).hasSize(3);
        var leaf = issue(door, Fixture.doorRequest()).leaf();
        assertThat(leaf.getSubjectAlternativeNames().toString())
                .isEqualTo("[[6, spiffe://corp.example/synapsemesh/control-plane], [2, localhost], [7, 127.0.0.1]]");
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(door.anchors()).isEqualTo(fixture.authorities().door().anchors());
    }

    @Test
    void applicationsTrustOneHostPerChainAndTheSuffixPerRoot() {
        var client = fixture.authorities().clientFacing().getFirst();
        var chain = issue(client, Fixture.devRequest());
        assertThat(chain.certificates()).hasSize(2);
        assertThat(client.signer().getCriticalExtensionOIDs()).contains("2.5.29.30");
        assertThat(text(client.signer())).contains("dev.azuresynapse.net").doesNotContain("contoso");
        var intermediate = chain.certificates().getLast();
        assertThat(intermediate.getCriticalExtensionOIDs()).contains("2.5.29.30");
        assertThat(intermediate.getBasicConstraints()).isZero();
        assertThat(text(intermediate)).contains("contoso.dev.azuresynapse.net");
    }

    @Test
    void aChainForAHostOutsideTheConstraintsLeadsNowhere() {
        var client = fixture.authorities().clientFacing().getFirst();
        var maker = new CertificateMaker(Fixture.RANDOM);
        var now = fixture.clock.instant();
        var from = now.minusSeconds(60);
        var until = now.plusSeconds(3600);
        var outside = maker.root(
                "x",
                2,
                Optional.empty(),
                Optional.of(HostConstraints.permitting("dev.azuresynapse.net")),
                from,
                Duration.ofDays(1));
        var key = LeafKey.generate(Fixture.RANDOM).csr().subjectPublicKey();
        var other = new LeafName.DevServer(Fixture.SIDECAR.identity(), "login.microsoftonline.com");
        var profile = io.synapsemesh.certs.profile.LeafProfile.of(
                LeafRequest.of(other, List.of(other.host()), Duration.ofHours(1)));
        var leaf = maker.leaf(outside, key, profile, Optional.of(other.host()), from, until);
        assertThat(ChainLint.leadsTo(new CertificateChain(List.of(leaf)), outside.certificate(), now))
                .isFalse();
        var good = issue(client, Fixture.devRequest());
        assertThat(ChainLint.leadsTo(good, client.signer(), now)).isTrue();
    }

    @Test
    void aNewWorkspaceOrSuffixLeavesTheRootsOfClientsAlone() {
        var before = fixture.authorities().clientFacing().getFirst().anchors();
        fixture.suffixes.add("dev.synapse.corp.example");
        var after = fixture.authorities();
        assertThat(after.clientFacing()).hasSize(2);
        assertThat(after.clientFacing().getFirst().anchors()).isEqualTo(before);
        var custom = new LeafName.DevServer(Fixture.SIDECAR.identity(), "contoso.dev.synapse.corp.example");
        var chain = issue(after.issuerOf(custom), LeafRequest.of(custom, List.of(custom.host()), Duration.ofHours(1)));
        assertThat(ChainLint.leadsToAnchor(chain, before, fixture.clock.instant()))
                .isFalse();
        var unknown = new LeafName.DevServer(Fixture.SIDECAR.identity(), "contoso.dev.elsewhere.example");
        assertThatThrownBy(() -> after.issuerOf(unknown)).isInstanceOf(IssuanceRefused.class);
    }

    @Test
    void rootsSurviveARestart() {
        var first = fixture.authorities();
        var chain = issue(first.mesh(), Fixture.workspaceRequest());
        var second = fixture.authorities();
        assertThat(second.mesh().bundle()).isEqualTo(first.mesh().bundle());
        assertThat(ChainLint.leadsToAnchor(chain, second.mesh().anchors(), fixture.clock.instant()))
                .isTrue();
    }

    @Test
    void noKeyLiesOpenOnTheDisk() {
        fixture.authorities();
        for (String name : fixture.ca.names()) {
            var content = new String(fixture.ca.read(name).orElseThrow(), StandardCharsets.ISO_8859_1);
            // The object identifier of P-256, which every PKCS#8 key and every certificate of ours holds.
            assertThat(content).doesNotContain("\u002a\u0086\u0048\u00ce\u003d\u0003\u0001\u0007");
        }
    }

    @Test
    void refusesAChangedSlotFileAtEveryByte() {
        fixture.authorities();
        int length = fixture.ca.read(Authorities.MESH_FILE).orElseThrow().length;
        for (int i = 0; i < length; i += 5) {
            fixture.ca.flipByte(Authorities.MESH_FILE, i);
            assertThatThrownBy(fixture::authorities).as("byte %d", i).isInstanceOf(SealBroken.class);
            fixture.ca.flipByte(Authorities.MESH_FILE, i);
        }
        assertThat(fixture.authorities()).isNotNull();
    }

    @Test
    void refusesOneSlotFileInThePlaceOfAnother() {
        fixture.authorities();
        fixture.ca.write(
                Authorities.MESH_FILE, fixture.ca.read(Authorities.DOOR_FILE).orElseThrow());
        assertThatThrownBy(fixture::authorities).isInstanceOf(SealBroken.class);
    }

    @Test
    void neverMakesANewRootWhereOneWasLost() {
        fixture.authorities();
        fixture.ca.delete(Authorities.MESH_FILE);
        assertThatThrownBy(fixture::authorities).hasMessageContaining("missing").hasMessageContaining("Fix:");
    }

    @Test
    void neverMakesANewKeyEncryptionKeyWhereOneWasLost() {
        fixture.authorities();
        fixture.ca.delete("kek");
        assertThatThrownBy(fixture::authorities).hasMessageContaining("kek is missing");
    }

    @Test
    void aFirstStartThatDiesBetweenAnyTwoWritesIsContinued() {
        for (int writes = 0; writes < 4; writes++) {
            var other = new Fixture();
            other.ca.failAfterWrites(writes);
            assertThatThrownBy(other::authorities)
                    .as("after %d writes", writes)
                    .isInstanceOf(java.io.UncheckedIOException.class);
            other.ca.failAfterWrites(Integer.MAX_VALUE);
            assertThat(other.authorities().door().anchors().certificates()).hasSize(2);
        }
    }

    @Test
    void refusesTheDataDirectoryOfAnotherTrustDomain() {
        fixture.authorities();
        var other = new AuthorityConfig(
                TrustDomain.parse("other.example"), Duration.ofDays(1), Duration.ZERO, new TreeSet<>());
        assertThatThrownBy(() -> Authorities.open(
                        fixture.ca, fixture.seal(), other, Fixture::declared, fixture.clock, Fixture.RANDOM))
                .hasMessageContaining("not ours");
    }

    @Test
    void noLeafOutlivesItsRoot() {
        fixture.rootTtl = Duration.ofHours(30);
        var mesh = fixture.authorities().mesh();
        fixture.clock.advance(Duration.ofHours(20));
        var chain = issue(mesh, Fixture.sidecarRequest());
        assertThat(chain.notAfter())
                .isBeforeOrEqualTo(mesh.signer().getNotAfter().toInstant());
        fixture.clock.advance(Duration.ofHours(10));
        assertThatThrownBy(() -> issue(mesh, Fixture.sidecarRequest()))
                .isInstanceOf(IssuanceFailed.class)
                .hasMessageContaining("rotate the root");
    }

    @Test
    void aClockBeforeTheRootIsNamed() {
        var mesh = fixture.authorities().mesh();
        fixture.clock.advance(Duration.ofHours(-1));
        assertThatThrownBy(() -> issue(mesh, Fixture.sidecarRequest())).hasMessageContaining("clock");
    }

    @Test
    void bundlesHashTheirContentWhateverTheOrder() {
        var anchors = fixture.authorities().door().anchors();
        var reversed = Anchors.of(anchors.certificates().reversed());
        assertThat(reversed).isEqualTo(anchors);
        assertThat(reversed.contentHash()).isEqualTo(anchors.contentHash()).hasSize(22);
        assertThat(Anchors.of(List.of(anchors.certificates().getFirst())).contentHash())
                .isNotEqualTo(anchors.contentHash());
    }

    @Test
    void noBundleIsEmptyOrHoldsALeaf() {
        var leaf = issue(fixture.authorities().mesh(), Fixture.sidecarRequest()).leaf();
        assertThatThrownBy(() -> Anchors.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Anchors.of(List.of(leaf))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(X509Certificate certificate) {
        return new String(Pem.der(certificate), StandardCharsets.ISO_8859_1);
    }
}
