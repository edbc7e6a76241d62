package io.synapsemesh.certs.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A list of byte strings as one: a count, then length and bytes of each. The plain form inside a [Seal]; binary, so
/// that no key ever becomes a `String`.
public final class SealedRecord {
    private static final int FIELDS_MAX = 1024;

    private SealedRecord() {}

    public static byte[] encode(List<byte[]> fields) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(fields.size());
            for (byte[] field : fields) {
                out.writeInt(field.length);
                out.write(field);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException if `bytes` is not exactly what [#encode] writes
    public static List<byte[]> decode(byte[] bytes) {
        var fields = new ArrayList<byte[]>();
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            if (count < 0 || count > FIELDS_MAX) {
                throw new IllegalArgumentException("a record of " + count + " fields");
            }
            for (int i = 0; i < count; i++) {
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new IllegalArgumentException("a field of " + length + " bytes");
                }
                fields.add(in.readNBytes(length));
            }
            if (in.available() > 0) {
                throw new IllegalArgumentException("bytes after the last field");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the record is cut", e);
        }
        return fields;
    }

    public static void wipe(List<byte[]> fields) {
        fields.forEach(field -> Arrays.fill(field, (byte) 0));
    }
}
