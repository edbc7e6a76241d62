package io.synapsemesh.xds.render;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.synapsemesh.core.document.Origin;
import java.util.Map;
import java.util.TreeMap;

/// What is written into a resource about where it comes from. The generation is not: versions hash content, and an
/// edit that changes nothing must not push anything.
final class OriginMetadata {
    private OriginMetadata() {}

    static Metadata of(Origin origin) {
        return of(fields(origin));
    }

    static Map<String, String> fields(Origin origin) {
        var fields = new TreeMap<String, String>();
        fields.put("kind", origin.document().kind());
        fields.put("name", origin.document().name());
        fields.put("namespace", origin.document().namespace());
        fields.put("rule", Integer.toString(origin.rule()));
        return fields;
    }

    static Metadata of(Map<String, String> fields) {
        var struct = Struct.newBuilder();
        new TreeMap<>(fields)
                .forEach((key, value) -> struct.putFields(
                        key, Value.newBuilder().setStringValue(value).build()));
        return Metadata.newBuilder()
                .putFilterMetadata(Names.NAMESPACE, struct.build())
                .build();
    }
}
