package io.synapsemesh.xds.render;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;

/// Packs extensions with map entries in key order: versions hash bytes, so equal content must be equal bytes.
final class Packed {
    private static final String PREFIX = "type.googleapis.com/";

    private Packed() {}

    static Any any(Message message) {
        return Any.newBuilder()
                .setTypeUrl(typeUrl(message))
                .setValue(bytes(message))
                .build();
    }

    static String typeUrl(Message message) {
        return PREFIX + message.getDescriptorForType().getFullName();
    }

    private static ByteString bytes(Message message) {
        var out = ByteString.newOutput(message.getSerializedSize());
        var coded = CodedOutputStream.newInstance(out);
        coded.useDeterministicSerialization();
        try {
            message.writeTo(coded);
            coded.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory does not fail", e);
        }
        return out.toByteString();
    }
}
