package io.synapsemesh.benchmarks.swarm;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/// What a client needs to know of a response to acknowledge it and to reconnect: the contents are skipped, so that a
/// thousand clients fit beside the server that is measured.
///
/// @param bytes of its resources, names and versions included
record Received(String typeUrl, String nonce, Map<String, String> versions, int resources, long bytes) {
    static final class Marshaller implements MethodDescriptor.Marshaller<Received> {
        @Override
        public InputStream stream(Received value) {
            throw new UnsupportedOperationException("the swarm reads responses, it does not send them");
        }

        @Override
        public Received parse(InputStream stream) {
            try {
                return read(CodedInputStream.newInstance(stream));
            } catch (IOException e) {
                throw new UncheckedIOException("not a delta response", e);
            }
        }
    }

    private static Received read(CodedInputStream in) throws IOException {
        String typeUrl = "";
        String nonce = "";
        Map<String, String> versions = new HashMap<>();
        int resources = 0;
        long bytes = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER -> typeUrl = in.readStringRequireUtf8();
                case DeltaDiscoveryResponse.NONCE_FIELD_NUMBER -> nonce = in.readStringRequireUtf8();
                case DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER -> {
                    int length = in.readRawVarint32();
                    resources++;
                    bytes += length;
                    int limit = in.pushLimit(length);
                    readVersion(in, versions);
                    in.popLimit(limit);
                }
                default -> in.skipField(tag);
            }
        }
        return new Received(typeUrl, nonce, versions, resources, bytes);
    }

    private static void readVersion(CodedInputStream in, Map<String, String> versions) throws IOException {
        String name = "";
        String version = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case Resource.NAME_FIELD_NUMBER -> name = in.readStringRequireUtf8();
                case Resource.VERSION_FIELD_NUMBER -> version = in.readStringRequireUtf8();
                default -> in.skipField(tag);
            }
        }
        versions.put(name, version);
    }
}
