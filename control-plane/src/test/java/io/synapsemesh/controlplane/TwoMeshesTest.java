package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.PemReader;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.federation.BundleDocument;
import io.synapsemesh.certs.federation.BundleSource;
import io.synapsemesh.certs.federation.EndpointProof;
import io.synapsemesh.certs.federation.Peer;
import io.synapsemesh.certs.root.Gate;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import io.synapsemesh.controlplane.federation.HttpsBundleSource;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.HttpsFetcher;
import io.synapsemesh.identity.jwks.Resolver;
import io.synapsemesh.identity.jwks.TlsTrust;
import io.synapsemesh.xds.snapshot.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two whole control planes that federate with each other, one by each profile.
final class TwoMeshesTest {
    private static final DocumentRef GATEWAY = new DocumentRef("MeshProxy", "mesh", "gateway");
    private static final AddressPolicy LOCAL =
            new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")));
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final SigningRoot web = new SigningRoot("web");

    @TempDir
    private Path directory;

    private Path chain;
    private Path key;

    @BeforeEach
    void certificate() throws IOException {
        var server = web.server("localhost");
        chain = Files.writeString(directory.resolve("chain.pem"), Pem.certificates(List.of(server.leaf())));
        key = Files.write(
                directory.resolve("key.pem"), Pem.privateKey(server.key().getEncoded()));
    }

    @Test
    void eachBelievesTheOtherInItsOwnDomainAndStillAfterARestartAlone() throws Exception {
        try (ControlPlane a = start("a", new BundlePort.Spiffe(ANY))) {
            try (ControlPlane b = start("b", new BundlePort.Web(ANY, chain, key))) {
                assertThat(bundles(a)).containsOnlyKeys("a.example");
                federate("a", "b", "{url: \"https://localhost:" + b.bundlePort().orElseThrow() + "/\"}");
                federate("b", "a", """
                        {url: "https://127.0.0.1:%s/", profile: HttpsSpiffe,
                         spiffeId: spiffe://a.example/synapsemesh/control-plane, bundle: '%s'}""".formatted(a.bundlePort().orElseThrow(), json(a).replace("\n", " ")));
                await().atMost(WITHIN).untilAsserted(() -> {
                    assertThat(bundles(a)).containsOnlyKeys("a.example", "b.example");
                    assertThat(bundles(b)).containsOnlyKeys("a.example", "b.example");
                    assertThat(a.peers())
                            .allSatisfy(p -> assertThat(p.fetched()).isPresent());
                    assertThat(b.peers())
                            .allSatisfy(p -> assertThat(p.fetched()).isPresent());
                });
                assertThat(bundles(a))
                        .containsEntry("a.example", a.meshBundlePem())
                        .containsEntry("b.example", b.meshBundlePem())
                        .isEqualTo(bundles(b));
                assertThat(a.meshBundlePem()).isNotEqualTo(b.meshBundlePem());
                assertThat(alone(a, "b.example")).isEqualTo(Map.of("b.example", b.meshBundlePem()));
                assertThat(alone(a, "a.example")).isEqualTo(Map.of("a.example", a.meshBundlePem()));
                assertThat(rules(a)).contains("spiffe://b.example/");
            }
        }
        try (ControlPlane again = start("a", new BundlePort.Spiffe(ANY))) {
            assertThat(bundles(again)).as("before anybody could connect").containsOnlyKeys("a.example", "b.example");
            Files.writeString(directory.resolve("a/config/trust.yaml"), trust("a"));
            await().atMost(WITHIN)
                    .untilAsserted(() -> assertThat(bundles(again)).containsOnlyKeys("a.example"));
            assertThat(rules(again)).doesNotContain("b.example");
        }
    }

    /// Nobody skips anything: the other mesh fetches the new root, and its next poll says that it has it.
    @ParameterizedTest
    @ValueSource(strings = {"HttpsSpiffe", "HttpsWeb"})
    void aRootIsReplacedWhenThePollsOfTheOtherMeshSaySo(String profile) throws Exception {
        BundlePort web = new BundlePort.Web(ANY, chain, key);
        BundlePort spiffe = new BundlePort.Spiffe(ANY);
        boolean bySpiffe = profile.equals("HttpsSpiffe");
        try (ControlPlane a = start("a", bySpiffe ? spiffe : web);
                ControlPlane b = start("b", web)) {
            federate("a", "b", "{url: \"https://localhost:" + b.bundlePort().orElseThrow() + "/\"}");
            int port = a.bundlePort().orElseThrow();
            federate(
                    "b",
                    "a",
                    bySpiffe
                            ? "{url: \"https://127.0.0.1:" + port + "/\", profile: HttpsSpiffe,"
                                    + " spiffeId: spiffe://a.example/synapsemesh/control-plane, bundle: '"
                                    + json(a).replace("\n", " ") + "'}"
                            : "{url: \"https://localhost:" + port + "/\"}");
            await().atMost(WITHIN).untilAsserted(() -> {
                assertThat(a.peers())
                        .singleElement()
                        .satisfies(p -> assertThat(p.fetched()).isPresent());
                assertThat(b.peers())
                        .singleElement()
                        .satisfies(p -> assertThat(p.fetched()).isPresent());
            });
            var mesh = a.certificates().roots().rotators().getFirst();
            a.certificates().roots().order(mesh.authority(), rotator -> rotator.start("alice", "drill", List.of()));
            assertThat(mesh.standing().facts().gate().orElseThrow().waitingNames())
                    .containsExactly("b.example");

            String fresh = a.certificates().meshBundle().orElseThrow().contentHash();
            cli("b", "trust", "refresh", "a.example");
            await().atMost(WITHIN).until(() -> holds(b).equals(Optional.of(fresh)));
            assertThat(mesh.state().phase())
                    .as("to have fetched it is not to have said so")
                    .contains(Phase.PREPARED);
            assertThat(mesh.standing().facts().gate().orElseThrow().places())
                    .as("it is here, and has not acknowledged")
                    .extracting(Gate.Place::standing)
                    .containsExactly(Gate.Standing.LAGGARD);
            assertThat(cli("a", "certs", "status")).contains("federation peer b.example: its next poll is expected by");

            cli("b", "trust", "refresh", "a.example");
            await().atMost(WITHIN).until(() -> mesh.state().phase().equals(Optional.of(Phase.ACTIVATED)));
            assertThat(audit("a"))
                    .contains(
                            "\"change\":\"acknowledged\",\"by\":\"spiffe://b.example/synapsemesh/control-plane\"",
                            "\"step\":\"activated\"")
                    .doesNotContain("\"step\":\"skipped\"");
            assertThat(audit("b")).contains("\"trustDomain\":\"a.example\",\"change\":\"changed\"");
        }
    }

    private static Optional<String> holds(ControlPlane running) {
        return running.peers().getFirst().document().flatMap(BundleDocument::contentHash);
    }

    private String cli(String name, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", directory.resolve(name + "/data").toString()));
        var text = new ByteArrayOutputStream();
        var out = new PrintStream(text, true, StandardCharsets.UTF_8);
        assertThat(SynapseMesh.run(all.toArray(String[]::new), out, out, Map.of()))
                .as("%s", text)
                .isZero();
        return text.toString(StandardCharsets.UTF_8);
    }

    private String audit(String name) throws IOException {
        var all = new StringBuilder();
        try (var files = Files.walk(directory.resolve(name + "/data/audit"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void aCertificateThatIsNoneIsSaidAtTheStart() throws Exception {
        Files.writeString(key, "no key");
        assertThatThrownBy(() -> start("a", new BundlePort.Web(ANY, chain, key)).close())
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Code.SYN1210));
    }

    private ControlPlane start(String name, BundlePort port) throws IOException {
        Path home = directory.resolve(name);
        if (!Files.exists(home)) {
            Files.writeString(Running.documents(home).resolve("trust.yaml"), trust(name));
        }
        var plain = Running.settings(home.resolve("config"), home.resolve("data"), Settings.DemoTrust.REFUSED);
        return ControlPlane.start(new Settings(
                        plain.config(),
                        plain.dataDir(),
                        plain.xds(),
                        plain.admin(),
                        plain.health(),
                        plain.doorNames(),
                        plain.adminHosts(),
                        plain.namespace(),
                        plain.logFile(),
                        plain.removals(),
                        plain.demoTrust(),
                        plain.upstreams(),
                        LOCAL,
                        TlsTrust.systemAnd(List.of(web.certificate())),
                        plain.clock(),
                        plain.random())
                .with(port));
    }

    private static String trust(String name) {
        return Running.TRUST.replace("demo.invalid", name + ".example");
    }

    private void federate(String name, String with, String endpoint) throws IOException {
        Files.writeString(
                directory.resolve(name + "/config/trust.yaml"),
                trust(name) + "  federation: [{trustDomain: " + with + ".example, bundleEndpoint: "
                        + endpoint.replace("\n", " ") + "}]\n");
    }

    /// As an operator gets it who knows the roots already.
    private static String json(ControlPlane running) {
        var roots = PemReader.read(running.meshBundlePem().getBytes(StandardCharsets.US_ASCII)).stream()
                .map(block -> Pem.certificate(block.der().open()))
                .toList();
        var domain = TrustDomain.parse("a.example");
        var source = new HttpsBundleSource(
                LOCAL, Resolver.SYSTEM, TlsTrust.system(), Optional::empty, HttpsFetcher.DEADLINE);
        var answer = source.fetch(
                new Peer(
                        domain,
                        "https://127.0.0.1:" + running.bundlePort().orElseThrow() + "/",
                        new EndpointProof.HttpsSpiffe(SpiffeId.ofControlPlane(domain)),
                        Optional.empty()),
                Optional.of(new TrustBundle(domain, Anchors.of(roots))),
                Optional.empty());
        return new String(((BundleSource.Answer.Bundle) answer).json(), StandardCharsets.US_ASCII);
    }

    private static Map<String, String> bundles(ControlPlane running) throws Exception {
        return domains(resource(running, "bundles"));
    }

    private static Map<String, String> alone(ControlPlane running, String domain) throws Exception {
        return domains(resource(running, "bundle/" + domain));
    }

    private static Map<String, String> domains(Resource resource) throws Exception {
        var domains = new TreeMap<String, String>();
        var validator = Secret.parseFrom(resource.body().getValue())
                .getValidationContext()
                .getCustomValidatorConfig()
                .getTypedConfig()
                .unpack(SPIFFECertValidatorConfig.class);
        validator
                .getTrustDomainsList()
                .forEach(d -> domains.put(
                        d.getName(),
                        d.getTrustBundle().getInlineString().isEmpty()
                                ? d.getTrustBundle().getInlineBytes().toStringUtf8()
                                : d.getTrustBundle().getInlineString()));
        return domains;
    }

    private static Resource resource(ControlPlane running, String name) {
        return all(running).stream()
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// All that the gateway is given, as text.
    private static String rules(ControlPlane running) {
        var text = new StringBuilder();
        all(running).stream()
                .filter(resource -> !resource.name().startsWith("bundle"))
                .forEach(resource -> text.append(resource.body().getValue().toStringUtf8()));
        return text.toString();
    }

    private static List<Resource> all(ControlPlane running) {
        var view = Objects.requireNonNull(running.published().snapshot().view(GATEWAY));
        return view.types().stream()
                .flatMap(type -> view.type(type).resources().stream())
                .toList();
    }
}
