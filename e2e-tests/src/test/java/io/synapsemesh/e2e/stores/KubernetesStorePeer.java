package io.synapsemesh.e2e.stores;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.kubernetes.KubernetesSecretsConfig;
import io.synapsemesh.certs.store.kubernetes.KubernetesSecretsStore;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Cut;
import io.synapsemesh.certs.store.remote.StoreFault;
import io.synapsemesh.certs.store.remote.StorePeer;
import io.synapsemesh.e2e.harness.RealApiServer;
import io.synapsemesh.e2e.harness.TestPki;
import io.synapsemesh.e2e.issuers.FaultyFront;
import io.synapsemesh.e2e.issuers.FaultyFront.Spoilt;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A namespace of a real API server and an account that may do what [KubernetesSecretsConfig] says and no more. What is
/// forbidden, is so by RBAC; what goes wrong on the way, does so in a [FaultyFront].
final class KubernetesStorePeer implements StorePeer {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(30);
    /// A real server on a loaded machine takes its time for the largest content.
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final int CONTENT_BYTES_MAX = 1024 * 1024;
    private static final String ROLE = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"synapsemesh"},"rules":[
             {"apiGroups":[""],"resources":["secrets"],"verbs":["get","list","create","update","delete"]}]}""";
    private static final String BINDING = """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"synapsemesh"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"synapsemesh"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"synapsemesh"}]}""";

    private final String namespace = "store-" + COUNT.incrementAndGet();
    private final String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
    private final AtomicInteger cutAt = new AtomicInteger();
    private final List<RemoteStore> opened = new ArrayList<>();
    private final RealApiServer server;
    private final Clock clock;
    private final TestPki.Held account;
    private final FaultyFront front;
    private volatile Cut cut = Cut.BEFORE;
    private volatile StoreFault fault = StoreFault.NONE;

    KubernetesStorePeer(RealApiServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
        this.account = server.client("CN=synapsemesh");
        made(
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + namespace + "\"}}");
        made(rbac + "/roles", ROLE);
        permit();
        front = new FaultyFront(server.address().getPort(), server.pki(), account, (_, _) -> forged(), this::spoilt);
    }

    private void made(String path, String object) {
        var answer = server.call("POST", path, object);
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(path + ": " + answer.body());
        }
    }

    private void permit() {
        made(rbac + "/rolebindings", BINDING);
        awaitAnswer(200);
    }

    private void forbid() {
        server.call("DELETE", rbac + "/rolebindings/synapsemesh", "");
        awaitAnswer(403);
    }

    /// The API server takes a moment until a binding counts.
    private void awaitAnswer(int status) {
        var secrets = "/api/v1/namespaces/" + namespace + "/secrets";
        Awaitility.await()
                .atMost(EFFECT_WITHIN)
                .until(() -> server.callAs(account, "GET", secrets).statusCode() == status);
    }

    @Override
    public ByteStore client() {
        var root = server.rootPem().getBytes(StandardCharsets.US_ASCII);
        var access = new ConfigBuilder(Config.empty())
                .withMasterUrl(front.address().toString())
                .withCaCertData(Base64.getEncoder().encodeToString(root))
                .build();
        var store = KubernetesSecretsStore.open(
                new KubernetesSecretsConfig(access, namespace, DEADLINE), "synapsemesh-ca-", clock);
        opened.add(store);
        return store;
    }

    @Override
    public void become(StoreFault next) {
        if (fault == StoreFault.FORBIDDEN) {
            permit();
        }
        fault = next;
        cutAt.set(0);
        if (next == StoreFault.FORBIDDEN) {
            forbid();
        }
        front.become(
                switch (next) {
                    case NONE, FORBIDDEN, TORN_ANSWER, WRONG_CONTENT_TYPE, FOREIGN_NOT_FOUND -> Fault.NONE;
                    case RATE_LIMITED -> Fault.RATE_LIMITED;
                    case RATE_LIMITED_FOR_DAYS -> Fault.RATE_LIMITED_FOR_DAYS;
                    case SERVER_ERROR -> Fault.SERVER_ERROR;
                    case SLOW -> Fault.SLOW;
                    case STALLED -> Fault.STALLED;
                    case EMPTY_ANSWER -> Fault.EMPTY_ANSWER;
                    case HUGE_ANSWER -> Fault.HUGE_ANSWER;
                    case TLS_SWAPPED -> Fault.TLS_SWAPPED;
                    case AWAY -> Fault.AWAY;
                });
    }

    @Override
    public void cut(Cut where, int number) {
        cut = where;
        cutAt.set(number);
    }

    private Optional<FaultyFront.Forged> forged() {
        return switch (fault) {
            case WRONG_CONTENT_TYPE -> Optional.of(page(200, "<html>log in</html>"));
            case FOREIGN_NOT_FOUND -> Optional.of(page(404, "<html>no such site</html>"));
            case NONE,
                    FORBIDDEN,
                    RATE_LIMITED,
                    RATE_LIMITED_FOR_DAYS,
                    SERVER_ERROR,
                    SLOW,
                    STALLED,
                    TORN_ANSWER,
                    EMPTY_ANSWER,
                    HUGE_ANSWER,
                    TLS_SWAPPED,
                    AWAY -> Optional.empty();
        };
    }

    private static FaultyFront.Forged page(int status, String html) {
        return new FaultyFront.Forged(status, "text/html", html.getBytes(StandardCharsets.US_ASCII));
    }

    private Spoilt spoilt() {
        if (fault == StoreFault.TORN_ANSWER) {
            return Spoilt.HALVED;
        }
        if (cutAt.get() == 0 || cutAt.decrementAndGet() > 0) {
            return Spoilt.NOTHING;
        }
        return switch (cut) {
            case BEFORE -> Spoilt.LOST_BEFORE;
            case AFTER -> Spoilt.LOST_AFTER;
        };
    }

    @Override
    public int calls() {
        return front.calls();
    }

    @Override
    public Duration deadline() {
        return DEADLINE;
    }

    @Override
    public int contentBytesMax() {
        return CONTENT_BYTES_MAX;
    }

    @Override
    public void close() {
        opened.forEach(RemoteStore::close);
        front.close();
    }
}
