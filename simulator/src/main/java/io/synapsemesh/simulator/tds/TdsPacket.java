package io.synapsemesh.simulator.tds;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One TDS packet (MS-TDS 2.2.3): an eight-byte header whose big-endian length includes itself, then the payload.
@SuppressWarnings("ArrayRecordComponent") // a message passed once, never compared
public record TdsPacket(int type, int status, byte[] payload) {
    public static final int PRELOGIN = 0x12;
    public static final int TABULAR_RESULT = 0x04;
    public static final int SQL_BATCH = 0x01;
    public static final int END_OF_MESSAGE = 0x01;
    /// The largest negotiable packet size (MS-TDS 2.2.3.1.3), header included.
    public static final int BYTES_MAX = 32_767;

    static final int HEADER_BYTES = 8;

    /// The next packet, or null at a clean end of stream.
    ///
    /// @throws IOException if the stream ends inside a packet, or the length is impossible
    static @Nullable TdsPacket read(DataInputStream in) throws IOException {
        int type = in.read();
        if (type < 0) {
            return null;
        }
        int status = in.readUnsignedByte();
        int length = in.readUnsignedShort();
        in.skipNBytes(4);
        if (length < HEADER_BYTES || length > BYTES_MAX) {
            throw new NotTds("a TDS packet of %d bytes is impossible".formatted(length));
        }
        byte[] payload = in.readNBytes(length - HEADER_BYTES);
        if (payload.length < length - HEADER_BYTES) {
            throw new EOFException("the stream ended inside a TDS packet");
        }
        return new TdsPacket(type, status, payload);
    }

    void write(OutputStream out) throws IOException {
        out.write(bytes());
        out.flush();
    }

    /// The packet as sent: SPID 0, packet id 1, window 0.
    public byte[] bytes() {
        int length = HEADER_BYTES + payload.length;
        if (length > BYTES_MAX) {
            throw new IllegalArgumentException("a TDS packet holds at most " + BYTES_MAX + " bytes, not " + length);
        }
        return ByteBuffer.allocate(length)
                .put((byte) type)
                .put((byte) status)
                .putShort((short) length)
                .putShort((short) 0)
                .put((byte) 1)
                .put((byte) 0)
                .put(payload)
                .array();
    }
}
