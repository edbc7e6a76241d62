package io.synapsemesh.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// A real kube-apiserver over a real etcd on loopback, with certificates of its own, in a folder of its own; any number
/// beside each other. No kubelet, no scheduler: a Pod is an object that nobody runs. With [#startWithControllers] also
/// kube-controller-manager: garbage collection, namespaces that end, service accounts.
public final class RealApiServer implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final int STARTS = 3;
    private static final String SERVICES = "10.96.0.0/16";

    private final Path folder;
    private final TestPki pki = new TestPki("cluster");
    private final TestPki.Held admin = pki.clientOfKubeconfig("O=system:masters,CN=admin");
    private final HttpClient https = HttpClient.newBuilder()
            .sslContext(pki.tls(admin))
            .connectTimeout(CALL)
            .build();
    /// Ended in the reverse order of their start.
    private final Deque<ToolProcess> processes = new ArrayDeque<>();
    /// etcd's two, then the API server's and the controllers'.
    private final int port;

    private RealApiServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static RealApiServer start() {
        return started(List.of());
    }

    public static RealApiServer startWithControllers() {
        return started(List.of("kube-controller-manager"));
    }

    /// Where the API is: `https://127.0.0.1:PORT`.
    public URI address() {
        return URI.create("https://127.0.0.1:" + (port + 2));
    }

    /// Of a member of `system:masters`, with everything in it; readable by the owner alone.
    public Path kubeconfig() {
        return folder.resolve("admin.kubeconfig");
    }

    /// What vouches for the server.
    public String rootPem() {
        return pki.root().certificatePem();
    }

    /// Vouches for the server and its users.
    public TestPki pki() {
        return pki;
    }

    public TestPki.Held admin() {
        return admin;
    }

    /// A client certificate for somebody else: `O=group,CN=user`.
    public TestPki.Held client(String subject) {
        return pki.client(subject);
    }

    /// As admin.
    ///
    /// @param path with its query
    /// @param body empty for none
    public HttpResponse<String> call(String method, String path, String body) {
        return sent(https, request(method, path, body));
    }

    /// The same as somebody else.
    public HttpResponse<String> callAs(TestPki.Held user, String method, String path) {
        try (var client = HttpClient.newBuilder().sslContext(pki.tls(user)).build()) {
            return sent(client, request(method, path, ""));
        }
    }

    /// Applies every CRD of the folder and waits until its kinds are served.
    public void install(Path crds) {
        var names = new ArrayList<String>();
        try (var files = Files.list(crds)) {
            for (var file : files.sorted().toList()) {
                var yaml = Files.readString(file);
                // The object's own name is the first one in these files, two spaces deep.
                var name = yaml.lines()
                        .filter(line -> line.startsWith("  name: "))
                        .map(line -> line.substring(8).replace("\"", "").strip())
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(file + " names no object"));
                var answer = call("PATCH", definition(name) + "?fieldManager=tests&fieldValidation=Strict", yaml);
                if (answer.statusCode() / 100 != 2) {
                    throw new IllegalStateException(file + ": " + answer.statusCode() + " " + answer.body());
                }
                names.add(name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + crds, e);
        }
        var api = processes.peekFirst();
        if (api == null) {
            throw new IllegalStateException("stopped");
        }
        for (var name : names) {
            api.awaitReady(
                    CALL,
                    () -> call("GET", definition(name), "")
                            .body()
                            .replace(" ", "")
                            .contains("\"type\":\"Established\",\"status\":\"True\""));
        }
    }

    /// The processes that run, for tests that look whether any is left.
    public List<Long> pids() {
        return processes.stream().map(ToolProcess::pid).toList();
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        while (!processes.isEmpty()) {
            processes.pop().close();
        }
        https.shutdownNow();
        https.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private HttpRequest request(String method, String path, String body) {
        return HttpRequest.newBuilder(address().resolve(path))
                .timeout(CALL)
                .header("Content-Type", method.equals("PATCH") ? "application/apply-patch+yaml" : "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> sent(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(request.method() + " " + request.uri(), e);
        }
    }

    private static String definition(String name) {
        return "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name;
    }

    /// Free ports may be taken by somebody else before ours are bound: then once more with others.
    private static RealApiServer started(List<String> controllers) {
        for (int i = 1; ; i++) {
            var server = new RealApiServer(newFolder(), Ports.inARow(4));
            try {
                server.startAll(controllers);
                return server;
            } catch (RuntimeException e) {
                boolean again = i < STARTS
                        && server.processes.stream()
                                .anyMatch(process -> process.tail().contains("address already"));
                server.close();
                if (!again) {
                    throw e;
                }
            }
        }
    }

    private void startAll(List<String> controllers) {
        writeFiles();
        run("etcd", etcd());
        var api = run("kube-apiserver", apiServer());
        api.awaitReady(WITHIN, () -> isOk("/readyz"));
        for (var controller : controllers) {
            run(controller, controllerManager())
                    .awaitReady(
                            WITHIN,
                            () -> call("GET", "/api/v1/namespaces/default/serviceaccounts/default", "")
                                            .statusCode()
                                    == 200);
        }
    }

    private ToolProcess run(String name, List<String> arguments) {
        var process = ToolProcess.start(ToolBinary.find(name), folder, arguments);
        processes.push(process);
        return process;
    }

    private boolean isOk(String path) {
        try {
            return call("GET", path, "").statusCode() == 200;
        } catch (UncheckedIOException _) {
            return false; // not listening yet
        }
    }

    private void writeFiles() {
        TestPki.writePrivate(folder.resolve("ca.pem"), rootPem());
        TestPki.write(
                folder,
                "server",
                pki.server("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"));
        TestPki.write(folder, "etcd", pki.server("localhost", "etcd"));
        TestPki.write(folder, "etcd-client", pki.client("CN=kube-apiserver"));
        TestPki.write(folder, "accounts", pki.client("CN=service-accounts"));
        TestPki.write(folder, "admin", admin);
        TestPki.writePrivate(kubeconfig(), kubeconfig(admin));
        TestPki.writePrivate(
                folder.resolve("controllers.kubeconfig"),
                kubeconfig(pki.clientOfKubeconfig("CN=system:kube-controller-manager")));
    }

    /// Durability is not what is tested: the folder is thrown away.
    private List<String> etcd() {
        var clients = "https://127.0.0.1:" + port;
        var peers = "https://127.0.0.1:" + (port + 1);
        return List.of(
                "--name=only",
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=only=" + peers,
                "--client-cert-auth",
                "--trusted-ca-file=ca.pem",
                "--cert-file=etcd.pem",
                "--key-file=etcd.key",
                "--peer-client-cert-auth",
                "--peer-trusted-ca-file=ca.pem",
                "--peer-cert-file=etcd.pem",
                "--peer-key-file=etcd.key",
                "--log-level=warn");
    }

    private List<String> apiServer() {
        return List.of(
                "--etcd-servers=https://127.0.0.1:" + port,
                "--etcd-cafile=ca.pem",
                "--etcd-certfile=etcd-client.pem",
                "--etcd-keyfile=etcd-client.key",
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + (port + 2),
                "--endpoint-reconciler-type=none",
                "--tls-cert-file=server.pem",
                "--tls-private-key-file=server.key",
                "--client-ca-file=ca.pem",
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=" + SERVICES,
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=accounts.pem",
                "--service-account-signing-key-file=accounts.key");
    }

    private List<String> controllerManager() {
        return List.of(
                "--kubeconfig=controllers.kubeconfig",
                "--bind-address=127.0.0.1",
                "--secure-port=" + (port + 3),
                "--leader-elect=false",
                "--use-service-account-credentials",
                "--service-account-private-key-file=accounts.key",
                "--root-ca-file=ca.pem",
                "--service-cluster-ip-range=" + SERVICES);
    }

    private String kubeconfig(TestPki.Held user) {
        return """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters:
                - name: test
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: test
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: test
                  context:
                    cluster: test
                    user: test
                """.formatted(address(), base64(rootPem()), base64(user.certificatePem()), base64(user.keyPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("synapsemesh-kubernetes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
