package io.synapsemesh.e2e.issuers;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.certmanager.CertManagerConfig;
import io.synapsemesh.certs.issuer.certmanager.CertManagerIssuer;
import io.synapsemesh.e2e.harness.RealApiServer;
import io.synapsemesh.e2e.harness.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// cert-manager: a real API server with its CRDs, a stand-in for its controllers.
final class CertManagerPeer implements IssuerPeer {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final AtomicInteger COUNT = new AtomicInteger();
    /// What [CertManagerConfig] says our account needs, and no more.
    private static final String ROLE = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"synapsemesh"},"rules":[
             {"apiGroups":["cert-manager.io"],"resources":["certificaterequests"],
              "verbs":["create","get","list","watch","delete"]}]}""";
    private static final String BINDING = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"synapsemesh"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"synapsemesh"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"synapsemesh"}]}""";

    private final String namespace = "mesh-" + COUNT.incrementAndGet();
    private final FaultyFront front;
    private final CertManagerControllerFake controller;
    private final CertManagerIssuer issuer;

    CertManagerPeer(RealApiServer server, Clock clock, Path directory) throws IOException {
        make(
                server,
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + namespace + "\"}}");
        var rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
        make(server, rbac + "/roles", ROLE);
        make(server, rbac + "/rolebindings", BINDING);

        var ca = new TestPki("cert-manager");
        var roots = Files.writeString(directory.resolve("roots.pem"), ca.root().certificatePem());
        controller = new CertManagerControllerFake(server, namespace, ca.intermediate("cert-manager signing"));
        front = new FaultyFront(
                server.address().getPort(),
                server.pki(),
                server.client("CN=synapsemesh"),
                (fault, request) -> Optional.empty());
        var access = new ConfigBuilder(Config.empty())
                .withMasterUrl(front.address().toString())
                .withCaCertData(
                        Base64.getEncoder().encodeToString(server.rootPem().getBytes(StandardCharsets.US_ASCII)))
                .build();
        issuer = new CertManagerIssuer(
                new CertManagerConfig(
                        access,
                        namespace,
                        CertManagerConfig.IssuerRef.namespaced("mesh"),
                        new AnchorsFile(roots, clock),
                        DEADLINE),
                clock);
    }

    private static void make(RealApiServer server, String path, String object) {
        var answer = server.call("POST", path, object);
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(path + ": " + answer.body());
        }
    }

    /// An object with our label that nobody will delete.
    void leaveBehind(RealApiServer server, String name) {
        make(server, "/apis/cert-manager.io/v1/namespaces/" + namespace + "/certificaterequests", """
                {"apiVersion":"cert-manager.io/v1","kind":"CertificateRequest","metadata":{"name":"%s",
                 "labels":{"app.kubernetes.io/managed-by":"synapsemesh"}},
                 "spec":{"request":"%s","issuerRef":{"name":"mesh"}}}""".formatted(
                        name,
                        Base64.getEncoder()
                                .encodeToString(IssuedChain.pem(LeafKey.generate(Fixture.RANDOM, good())
                                                .csr())
                                        .getBytes(StandardCharsets.US_ASCII))));
    }

    CertManagerControllerFake controller() {
        return controller;
    }

    @Override
    public LeafSource source() {
        return issuer;
    }

    /// What is in the status is the controllers', what is on the wire the front's. The tidying up behind the last good
    /// answer is let to its end first: it would meet the fault at a moment of its own, and a "not now" to it holds
    /// everybody.
    @Override
    public void become(Fault fault) {
        if (fault != Fault.NONE) {
            Awaitility.await("the sweep").atMost(DEADLINE).until(this::hasSwept);
        }
        switch (fault) {
            case WRONG_CHAIN, WRONG_KEY, EXPIRED, EMPTY_ANSWER, SLOW -> {
                controller.become(fault);
                front.become(Fault.NONE);
            }
            case NONE, HUGE_ANSWER, STALLED, RATE_LIMITED, RATE_LIMITED_FOR_DAYS, SERVER_ERROR, TLS_SWAPPED, AWAY -> {
                controller.become(Fault.NONE);
                front.become(fault);
            }
        }
    }

    private boolean hasSwept() {
        return front.answered().stream().anyMatch(call -> call.startsWith("GET ") && call.contains("labelSelector="));
    }

    /// Requests for a certificate. The watch and the deletion of the one before may still be on their way.
    @Override
    public int calls() {
        return front.posts();
    }

    @Override
    public Duration deadline() {
        return DEADLINE;
    }

    @Override
    public void close() {
        issuer.close();
        controller.close();
        front.close();
    }
}
