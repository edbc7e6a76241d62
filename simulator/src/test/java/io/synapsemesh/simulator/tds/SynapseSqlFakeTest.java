package io.synapsemesh.simulator.tds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SynapseSqlFakeTest {
    private final SynapseSqlFake fake = SynapseSqlFake.start();

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void answersPreloginAndEchoesUntilTheClientLeaves() throws Exception {
        try (var socket = connect()) {
            var client = new TdsPreloginClient(socket);
            assertThat(client.prelogin().octet(Prelogin.ENCRYPTION)).hasValue(Prelogin.ENCRYPT_ON);
            byte[] payload = "x".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
            for (int turn = 0; turn < 10; turn++) {
                assertThat(client.roundTrip(payload)).isEqualTo(payload);
            }
            assertThat(fake.openConnections()).isEqualTo(1);
        }
        await().untilAsserted(() -> assertThat(fake.openConnections()).isZero());
        assertThat(fake.connections()).isEqualTo(1);
        assertThat(fake.prelogins()).isEqualTo(1);
        assertThat(fake.echoedBytes()).isEqualTo(200_000);
    }

    @Test
    void countsAConnectionThatNeverSpeaks() throws Exception {
        try (var socket = connect()) {
            assertThat(socket.isConnected()).isTrue();
            await().untilAsserted(() -> assertThat(fake.connections()).isEqualTo(1));
            assertThat(fake.prelogins()).isZero();
        }
    }

    @Test
    void closesOnAClientHelloInPlaceOfPrelogin() throws Exception {
        try (var socket = connect()) {
            socket.getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x00, 0x20, 0, 0, 0});
            socket.getOutputStream().write(new byte[0x0100 - 8]);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(fake.malformed()).isEqualTo(1);
        }
    }

    @Test
    void closesAfterAnsweringAClientThatCannotEncrypt() throws Exception {
        try (var socket = connect()) {
            var client = new TdsPreloginClient(socket);
            var answer = client.prelogin(new Prelogin(Map.of(
                    Prelogin.VERSION, new byte[6],
                    Prelogin.ENCRYPTION, new byte[] {Prelogin.ENCRYPT_NOT_SUPPORTED})));
            assertThat(answer.octet(Prelogin.ENCRYPTION)).hasValue(Prelogin.ENCRYPT_REQUIRED);
            assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void dropsItsConnectionsAndGoesOnListening() throws Exception {
        try (var first = connect()) {
            var client = new TdsPreloginClient(first);
            client.prelogin();
            fake.dropConnections();
            assertThatThrownBy(() -> client.roundTrip(new byte[1])).isInstanceOf(IOException.class);
        }
        try (var second = connect()) {
            new TdsPreloginClient(second).prelogin();
        }
        assertThat(fake.connections()).isEqualTo(2);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), fake.port());
        socket.setSoTimeout(5_000);
        return socket;
    }
}
