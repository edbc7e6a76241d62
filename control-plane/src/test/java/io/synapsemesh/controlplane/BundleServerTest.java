package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.federation.OwnBundle;
import io.synapsemesh.controlplane.federation.BundleServer;
import io.synapsemesh.controlplane.federation.WebCertificate;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the open port of the bundle endpoint lets strangers do.
final class BundleServerTest {
    private static final String HASH = "AbCdEfGhIjKlMnOpQrStUv";

    private final SigningRoot web = new SigningRoot("web");
    private final AtomicReference<SigningRoot.Signed> shown = new AtomicReference<>(web.server("localhost"));
    private final AtomicReference<Optional<OwnBundle.Offer>> bundle = new AtomicReference<>(
            Optional.of(new OwnBundle.Offer("{\"keys\":[]}".getBytes(StandardCharsets.US_ASCII), HASH)));
    private final List<Optional<String>> held = new CopyOnWriteArrayList<>();
    private final List<List<X509Certificate>> callers = new CopyOnWriteArrayList<>();
    private final BundleServer server = BundleServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new DoorKeys(() -> Optional.of(
                    new DoorKeys.Shown(List.of(shown.get().leaf()), shown.get().key()))),
            bundle::get,
            (certificates, named) -> {
                callers.add(certificates);
                held.add(named);
            });

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersItsBundleToWhoeverAsks() throws Exception {
        assertThat(ask("GET / HTTP/1.1"))
                .startsWith("HTTP/1.1 200")
                .contains("application/json")
                .endsWith("{\"keys\":[]}");
    }

    @Test
    void answersNothingToWhoeverHasItAlready() throws Exception {
        assertThat(ask("GET / HTTP/1.1")).containsIgnoringCase("etag: \"" + HASH + "\"");
        for (String tags : List.of("\"" + HASH + "\"", "\"old\", \"" + HASH + "\"", "W/\"" + HASH + "\"", "*")) {
            assertThat(ask("GET / HTTP/1.1\r\nIf-None-Match: " + tags))
                    .as(tags)
                    .startsWith("HTTP/1.1 304")
                    .doesNotContain("keys");
        }
        for (String tags :
                List.of("\"old\"", HASH, "\"" + HASH, "\"" + HASH + "\" \"x\"", "", ",", "\"a\",".repeat(20))) {
            assertThat(ask("GET / HTTP/1.1\r\nIf-None-Match: " + tags)).as(tags).startsWith("HTTP/1.1 200");
        }
    }

    /// A cache may name several, and what is said weakly is not said.
    @Test
    void takesOneExactTagAloneForWhatTheCallerHas() throws Exception {
        for (String tags : List.of("\"a\", \"b\"", "W/\"a\"", "*", "a", "\"a\"x")) {
            ask("GET / HTTP/1.1\r\nIf-None-Match: " + tags);
        }
        ask("GET / HTTP/1.1\r\nIf-None-Match: \"a\"\r\nIf-None-Match: \"b\"");
        ask("GET / HTTP/1.1");
        assertThat(held).hasSize(7).containsOnly(Optional.empty());
        ask("GET / HTTP/1.1\r\nIf-None-Match: \"a\"");
        assertThat(held.getLast()).contains("a");
        assertThat(callers).as("nobody showed one").containsOnly(List.of());
    }

    /// Roots are public: whoever shows a certificate that nobody knows gets them as well.
    @Test
    void letsInWhoeverShowsAnyCertificateAndSaysWhich() throws Exception {
        var stranger = new SigningRoot("nobody").leaf(java.time.Duration.ofHours(-1), "spiffe://nobody.example/x");
        var keys = new DoorKeys(() -> Optional.of(new DoorKeys.Shown(List.of(stranger.leaf()), stranger.key())));
        var context = TlsTrust.systemAnd(List.of(web.certificate())).context(keys);
        try (var socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            assertThat(ask(socket, "GET / HTTP/1.1")).startsWith("HTTP/1.1 200");
        }
        assertThat(callers).containsExactly(List.of(stranger.leaf()));
    }

    @Test
    void withoutRootsThereIsNoBundleRatherThanAnEmptyOne() throws Exception {
        bundle.set(Optional.empty());
        assertThat(ask("GET / HTTP/1.1")).startsWith("HTTP/1.1 503").doesNotContain("keys");
    }

    @Test
    void takesNothingButAGetOfTheOnePath() throws Exception {
        for (String line : List.of("POST / HTTP/1.1", "PUT / HTTP/1.1", "DELETE / HTTP/1.1", "HEAD / HTTP/1.1")) {
            assertThat(ask(line)).as(line).startsWith("HTTP/1.1 405");
        }
        assertThat(ask("GET /api/v1/status HTTP/1.1")).startsWith("HTTP/1.1 404");
    }

    @Test
    void refusesLargeRequests() throws Exception {
        assertThat(ask("GET /" + "a".repeat(2000) + " HTTP/1.1")).doesNotStartWith("HTTP/1.1 200");
        assertThat(ask("GET / HTTP/1.1\r\nX: " + "a".repeat(9000))).doesNotStartWith("HTTP/1.1 200");
        assertThat(ask("GET / HTTP/1.1\r\nContent-Length: 1000000")).doesNotStartWith("HTTP/1.1 200");
    }

    /// Before the handshake, and after it.
    @Test
    void leavesWhoSaysNothing() throws Exception {
        try (var before = new Socket(InetAddress.getLoopbackAddress(), server.port());
                var after = connect()) {
            for (var silent : List.of(before, after)) {
                silent.setSoTimeout(30_000);
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void doesNotHoldMoreConnectionsThanItsBound() throws Exception {
        var held = new ArrayList<Socket>();
        try {
            for (int i = 0; i < BundleServer.CONNECTIONS_MAX; i++) {
                held.add(connect());
            }
            try (var more = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                more.setSoTimeout(500);
                var layered = (SSLSocket) TlsTrust.systemAnd(List.of(web.certificate()))
                        .context()
                        .getSocketFactory()
                        .createSocket(more, "localhost", server.port(), true);
                assertThatThrownBy(layered::startHandshake).isInstanceOf(IOException.class);
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void eachHandshakeShowsTheCertificateOfTheMoment() throws Exception {
        var renewed = web.server("localhost");
        shown.set(renewed);
        try (var socket = connect()) {
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(renewed.leaf());
        }
    }

    @Test
    void filesAreReadAgainWhenTheyAreOthersAndNeverAsHalfAPair() throws Exception {
        Path chain = directory.resolve("chain.pem");
        Path key = directory.resolve("key.pem");
        var before = web.server("localhost");
        write(chain, key, before, before);
        var certificate = WebCertificate.open(chain, key);
        assertThat(certificate.pair().chain()).containsExactly(before.leaf());
        var after = web.server("localhost");
        write(chain, key, after, before);
        Files.setLastModifiedTime(chain, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(certificate.pair().chain()).as("between two writes").containsExactly(before.leaf());
        write(chain, key, after, after);
        Files.setLastModifiedTime(key, FileTime.from(Instant.now().plusSeconds(4)));
        assertThat(certificate.pair().chain()).containsExactly(after.leaf());
        assertThat(certificate.pair().key()).isEqualTo(after.key());
        Files.delete(key);
        assertThat(certificate.pair().chain()).containsExactly(after.leaf());
        assertThatThrownBy(() -> WebCertificate.open(chain, key)).isInstanceOf(IOException.class);
        write(chain, key, before, after);
        assertThatThrownBy(() -> WebCertificate.open(chain, key)).hasMessageContaining("not the certificate's");
    }

    private static void write(Path chain, Path key, SigningRoot.Signed leaf, SigningRoot.Signed keyOf)
            throws IOException {
        Files.writeString(chain, Pem.certificates(List.<X509Certificate>of(leaf.leaf())));
        Files.write(key, Pem.privateKey(keyOf.key().getEncoded()));
    }

    private SSLSocket connect() throws IOException {
        var socket = (SSLSocket) TlsTrust.systemAnd(List.of(web.certificate()))
                .context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.startHandshake();
        return socket;
    }

    private String ask(String head) throws IOException {
        try (var socket = connect()) {
            return ask(socket, head);
        }
    }

    private static String ask(SSLSocket socket, String head) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            socket.getOutputStream()
                    .write((head + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return answer(socket.getInputStream());
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            return "closed";
        }
    }

    /// As far as the length it names: who waits for the end waits until the server has waited for ours.
    private static String answer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "closed";
            }
            head.append((char) next);
        }
        var length = Pattern.compile("(?i)content-length: ([0-9]+)").matcher(head);
        int body = length.find() && !head.toString().startsWith("HTTP/1.1 405") ? Integer.parseInt(length.group(1)) : 0;
        return head + new String(in.readNBytes(body), StandardCharsets.US_ASCII);
    }
}
