package io.synapsemesh.xds.serve;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Single fields of a protobuf message, as bytes to be put together.
final class ProtoFields {
    private ProtoFields() {}

    static ByteString text(int number, String text) {
        return written(CodedOutputStream.computeStringSize(number, text), out -> out.writeString(number, text));
    }

    static ByteString message(int number, Message message) {
        return written(CodedOutputStream.computeMessageSize(number, message), out -> out.writeMessage(number, message));
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static ByteString written(int size, Writing writing) {
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the right size takes every field", e);
        }
        out.checkNoSpaceLeft();
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
