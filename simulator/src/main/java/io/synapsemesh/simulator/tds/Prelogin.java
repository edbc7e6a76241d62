package io.synapsemesh.simulator.tds;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The options of a PRELOGIN message (MS-TDS 2.2.6.5): a table of token, offset, length, then the option bytes.
public record Prelogin(Map<Integer, byte[]> options) {
    public static final int VERSION = 0x00;
    public static final int ENCRYPTION = 0x01;
    public static final int INSTANCE = 0x02;
    public static final int THREAD_ID = 0x03;
    public static final int MARS = 0x04;
    public static final int TRACE_ID = 0x05;
    public static final int FED_AUTH_REQUIRED = 0x06;
    public static final int NONCE = 0x07;
    public static final byte ENCRYPT_ON = 0x01;
    public static final byte ENCRYPT_NOT_SUPPORTED = 0x02;
    public static final byte ENCRYPT_REQUIRED = 0x03;

    private static final int TERMINATOR = 0xff;
    private static final int ENTRY_BYTES = 5;

    public Prelogin {
        options = new TreeMap<>(options);
    }

    /// @throws IOException if the table runs out of the payload or has no VERSION, which the specification puts first
    public static Prelogin parse(byte[] payload) throws IOException {
        var options = new TreeMap<Integer, byte[]>();
        var table = ByteBuffer.wrap(payload);
        while (table.hasRemaining()) {
            int token = Byte.toUnsignedInt(table.get());
            if (token == TERMINATOR) {
                if (!options.containsKey(VERSION)) {
                    throw new NotTds("a PRELOGIN without VERSION");
                }
                return new Prelogin(options);
            }
            if (table.remaining() < ENTRY_BYTES - 1) {
                break;
            }
            int offset = Short.toUnsignedInt(table.getShort());
            int length = Short.toUnsignedInt(table.getShort());
            if (offset + length > payload.length) {
                throw new NotTds("PRELOGIN option %d lies outside its message".formatted(token));
            }
            var value = new byte[length];
            table.get(offset, value);
            options.put(token, value);
        }
        throw new NotTds("a PRELOGIN without terminator");
    }

    public byte[] bytes() {
        int tableBytes = options.size() * ENTRY_BYTES + 1;
        int dataBytes =
                options.values().stream().mapToInt(value -> value.length).sum();
        var message = ByteBuffer.allocate(tableBytes + dataBytes);
        int offset = tableBytes;
        for (var option : options.entrySet()) {
            int length = option.getValue().length;
            message.put(option.getKey().byteValue()).putShort((short) offset).putShort((short) length);
            message.put(offset, option.getValue());
            offset += length;
        }
        message.put((byte) TERMINATOR);
        return message.array();
    }

    /// The single byte of an option, if it is there with that length.
    public Optional<Byte> octet(int token) {
        return Optional.ofNullable(options.get(token))
                .filter(value -> value.length == 1)
                .map(value -> value[0]);
    }
}
