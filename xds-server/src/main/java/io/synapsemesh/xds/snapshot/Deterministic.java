package io.synapsemesh.xds.snapshot;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Serialisation with map entries in key order. Protobuf's own `Any.pack` leaves their order open, and its
/// `hashCode` differs between JVMs: neither can carry a version.
public final class Deterministic {
    private Deterministic() {}

    public static ByteString bytes(Message message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the right size takes every message", e);
        }
        out.checkNoSpaceLeft();
        return com.google.protobuf.UnsafeByteOperations.unsafeWrap(bytes);
    }

    public static Any pack(Message message) {
        return Any.newBuilder()
                .setTypeUrl(
                        "type.googleapis.com/" + message.getDescriptorForType().getFullName())
                .setValue(bytes(message))
                .build();
    }
}
