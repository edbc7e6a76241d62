package io.synapsemesh.xds.serve;

import com.google.protobuf.ByteString;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response as it goes over the wire: the stream's own few bytes (version, removals, nonce) and the
/// resources' shared ones. Protobuf fields may come in any order, so a response to a thousand streams is
/// serialised once, resource by resource, and no message object is built for any of them.
record Frame(ByteString head, List<Resource> resources, Encoding encoding, ByteString tail) {
    enum Encoding {
        DELTA,
        SOTW
    }

    private ByteString entry(Resource resource) {
        return switch (encoding) {
            case DELTA -> resource.deltaEntry();
            case SOTW -> resource.sotwEntry();
        };
    }

    int length() {
        int length = Math.addExact(head.size(), tail.size());
        for (Resource resource : resources) {
            length = Math.addExact(length, entry(resource).size());
        }
        return length;
    }

    private void writeTo(OutputStream out) throws IOException {
        head.writeTo(out);
        for (Resource resource : resources) {
            entry(resource).writeTo(out);
        }
        tail.writeTo(out);
    }

    /// Never the content: it may be a secret.
    @Override
    public String toString() {
        return "Frame[" + resources.size() + " resources]";
    }

    /// Writes frames; the server never reads one.
    static final class Marshaller implements MethodDescriptor.Marshaller<Frame> {
        @Override
        public InputStream stream(Frame frame) {
            return new Body(frame);
        }

        @Override
        public Frame parse(InputStream stream) {
            throw new UnsupportedOperationException("the server sends responses, it does not read them");
        }
    }

    /// gRPC drains it straight into its buffers; the slow path of an `InputStream` is there for transports that
    /// do not.
    private static final class Body extends InputStream implements Drainable, KnownLength {
        private final Frame frame;
        private final int length;
        private int position;
        private @Nullable ByteString whole;

        Body(Frame frame) {
            this.frame = frame;
            this.length = frame.length();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            if (position > 0) {
                throw new IllegalStateException("a frame is read or drained, not both");
            }
            position = length;
            frame.writeTo(target);
            return length;
        }

        @Override
        public int available() {
            return length - position;
        }

        @Override
        public int read() throws IOException {
            return position == length ? -1 : whole().byteAt(position++) & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (position == length) {
                return -1;
            }
            int read = Math.min(count, length - position);
            whole().copyTo(target, position, offset, read);
            position += read;
            return read;
        }

        private ByteString whole() {
            ByteString bytes = whole;
            if (bytes == null) {
                bytes = frame.head;
                for (Resource resource : frame.resources) {
                    bytes = bytes.concat(frame.entry(resource));
                }
                bytes = bytes.concat(frame.tail);
                whole = bytes;
            }
            return bytes;
        }
    }

    /// Field numbers the two response messages share.
    record Fields(int typeUrl, int nonce, int controlPlane) {}

    static ByteString head(Fields fields, TypeUrl type, String controlPlane) {
        return ProtoFields.text(fields.typeUrl(), type.url())
                .concat(ProtoFields.message(
                        fields.controlPlane(),
                        io.envoyproxy.envoy.config.core.v3.ControlPlane.newBuilder()
                                .setIdentifier(controlPlane)
                                .build()));
    }
}
