package io.synapsemesh.simulator.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.simulator.Simulator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

final class SimulatorCaTest {
    private final SimulatorCa ca = SimulatorCa.create(Clock.systemUTC());

    @Test
    void signsACertificateForTheNamesGivenAndNoOther() throws Exception {
        var leaf = ca.issue(List.of("ws1.dev.azuresynapse.net", "127.0.0.1")).leaf();
        leaf.verify(ca.root().getPublicKey());
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "ws1.dev.azuresynapse.net"), List.of(7, "127.0.0.1"));
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(ca.root().getBasicConstraints()).isZero();
    }

    @Test
    void printsItsRootAsPemAndNeverAKey() throws Exception {
        var parsed = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(ca.pem().getBytes(StandardCharsets.US_ASCII)));
        assertThat(parsed).isEqualTo(ca.root());
        assertThat(ca.issue(List.of("localhost")).toString()).contains("[redacted]");
    }

    @Test
    void choosesTheCertificateBySniAndShowsStrangersOneThatDoesNotMatch() throws Exception {
        try (var simulator = Simulator.start(List.of("ws1", "ws2"))) {
            assertThat(namesShown(simulator, "ws1.dev.azuresynapse.net")).containsExactly("ws1.dev.azuresynapse.net");
            assertThat(namesShown(simulator, "WS2.dev.azuresynapse.net")).containsExactly("ws2.dev.azuresynapse.net");
            assertThat(namesShown(simulator, "ws3.dev.azuresynapse.net")).containsExactly("localhost", "127.0.0.1");
        }
    }

    @Test
    void isTrustedByNobodyWithoutItsRoot() {
        try (var simulator = Simulator.start(List.of("ws1"))) {
            assertThatThrownBy(() -> handshake(simulator, ca, "ws1.dev.azuresynapse.net"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    private static List<String> namesShown(Simulator simulator, String sni) throws Exception {
        return handshake(simulator, simulator.ca(), sni).getSubjectAlternativeNames().stream()
                .map(name -> name.get(1).toString())
                .toList();
    }

    private static X509Certificate handshake(Simulator simulator, SimulatorCa trusted, String sni) throws IOException {
        int port = simulator.workspaces().getFirst().devPort();
        var factory = trusted.clientContext().getSocketFactory();
        try (var socket = (SSLSocket) factory.createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(sni)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
