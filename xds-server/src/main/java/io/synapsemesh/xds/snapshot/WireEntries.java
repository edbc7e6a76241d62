package io.synapsemesh.xds.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.synapsemesh.core.document.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Writes the `resources` field of both response messages, so that a response is put together from shared pieces.
final class WireEntries {
    private WireEntries() {}

    static ByteString delta(Resource resource) {
        var entry = io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
                .setName(resource.name())
                .setVersion(resource.versionText())
                .setResource(resource.body());
        resource.origin().ifPresent(origin -> entry.setMetadata(metadata(origin)));
        return field(DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER, entry.build());
    }

    static ByteString sotw(Resource resource) {
        return field(DiscoveryResponse.RESOURCES_FIELD_NUMBER, resource.body());
    }

    private static ByteString field(int number, Message message) {
        byte[] bytes = new byte[CodedOutputStream.computeMessageSize(number, message)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            out.writeMessage(number, message);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the right size takes every message", e);
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static Metadata metadata(Origin origin) {
        Struct struct = Struct.newBuilder()
                .putFields("kind", text(origin.document().kind()))
                .putFields("namespace", text(origin.document().namespace()))
                .putFields("name", text(origin.document().name()))
                .putFields(
                        "generation",
                        Value.newBuilder().setNumberValue(origin.generation()).build())
                .putFields(
                        "rule", Value.newBuilder().setNumberValue(origin.rule()).build())
                .build();
        return Metadata.newBuilder().putFilterMetadata("synapsemesh", struct).build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }
}
