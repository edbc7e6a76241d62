package io.synapsemesh.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A name server on loopback for which every name is 127.0.0.1 and no name has anything else (RFC 1035 section 4).
public final class DnsStub implements AutoCloseable {
    private static final int MESSAGE_BYTES_MAX = 512;
    private static final int HEADER_BYTES = 12;
    private static final short TYPE_A = 1;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final DatagramSocket socket;

    public DnsStub() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("name server").start(this::serve);
    }

    /// `127.0.0.1:PORT`.
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[MESSAGE_BYTES_MAX], MESSAGE_BYTES_MAX);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MESSAGE_BYTES_MAX);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException | RuntimeException e) {
                // Closed, or a question that is none: there is nobody to tell.
            }
        }
    }

    /// The question again, and one record where an address was asked for.
    private static byte[] answer(byte[] asked) {
        int end = HEADER_BYTES;
        while (asked[end] != 0) {
            end += asked[end] + 1;
        }
        short type = ByteBuffer.wrap(asked, end + 1, 2).getShort();
        boolean hasAddress = type == TYPE_A;
        int questionEnd = end + 5;
        var answer = ByteBuffer.allocate(questionEnd + (hasAddress ? 16 : 0));
        answer.put(asked, 0, 2).putShort((short) 0x8180); // an answer, recursion available, no error
        answer.putShort((short) 1).putShort((short) (hasAddress ? 1 : 0)).putInt(0);
        answer.put(asked, HEADER_BYTES, questionEnd - HEADER_BYTES);
        if (hasAddress) {
            answer.putShort((short) 0xc00c).putShort(TYPE_A).putShort((short) 1).putInt(0);
            answer.putShort((short) LOOPBACK.length).put(LOOPBACK);
        }
        return answer.array();
    }

    @Override
    public void close() {
        socket.close();
    }
}
