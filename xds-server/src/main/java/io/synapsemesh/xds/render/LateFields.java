package io.synapsemesh.xds.render;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.MutationRulesProto;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxyProto;
import io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutationProto;
import io.envoyproxy.envoy.extensions.http.injected_credentials.generic.v3.Generic;
import io.envoyproxy.envoy.extensions.http.injected_credentials.generic.v3.GenericProto;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringProto;
import java.util.ArrayList;
import java.util.List;

/// Fields that Envoy 1.40 has and the API artifact (Envoy 1.34) does not. They are set by number as unknown fields,
/// and [#descriptors] has the same messages with those fields declared, for whoever prints them.
///
/// | message | field | number |
/// |---|---|---|
/// | TcpProxy | upstream_connect_mode | 21 |
/// | TcpProxy | max_early_data_bytes | 22 |
/// | HeaderMutation | remove_on_match.key_matcher | 3.1 |
/// | Generic (injected credential) | header_value_prefix | 3 |
final class LateFields {
    private static final int CONNECT_MODE = 21;
    private static final int EARLY_DATA = 22;
    private static final int ON_DOWNSTREAM_DATA = 1;
    private static final int REMOVE_ON_MATCH = 3;
    private static final int KEY_MATCHER = 1;
    private static final int VALUE_PREFIX = 3;

    private LateFields() {}

    /// Makes `proxy` dial only when the client has sent something, that is after the filters before it have decided
    /// (rules.md B, "No dial before the decision").
    static TcpProxy dialAfterFirstBytes(TcpProxy proxy, int earlyBytesMax) {
        var fields = UnknownFieldSet.newBuilder(proxy.getUnknownFields())
                .mergeVarintField(CONNECT_MODE, ON_DOWNSTREAM_DATA)
                .mergeField(
                        EARLY_DATA,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(
                                        UInt32Value.of(earlyBytesMax).toByteString())
                                .build());
        return proxy.toBuilder().setUnknownFields(fields.build()).build();
    }

    /// Removes every header whose name `name` matches.
    static HeaderMutation removeMatching(StringMatcher name) {
        var match = UnknownFieldSet.newBuilder()
                .mergeField(
                        KEY_MATCHER,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(name.toByteString())
                                .build())
                .build();
        return HeaderMutation.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .mergeField(
                                REMOVE_ON_MATCH,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(match.toByteString())
                                        .build())
                        .build())
                .build();
    }

    /// What stands before the credential in the header.
    static Generic withPrefix(Generic credential, String prefix) {
        var fields = UnknownFieldSet.newBuilder(credential.getUnknownFields())
                .mergeField(
                        VALUE_PREFIX,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8(prefix))
                                .build());
        return credential.toBuilder().setUnknownFields(fields.build()).build();
    }

    /// The extensions with late fields in them, as Envoy 1.40 declares them.
    static List<Descriptor> descriptors() {
        FileDescriptor rules = mutationRules();
        return List.of(
                tcpProxy().findMessageTypeByName("TcpProxy"),
                credential().findMessageTypeByName("Generic"),
                rebuilt(HeaderMutationProto.getDescriptor(), rules).findMessageTypeByName("HeaderMutation"));
    }

    private static FileDescriptor tcpProxy() {
        FileDescriptor known = TcpProxyProto.getDescriptor();
        FileDescriptorProto.Builder file = known.toProto().toBuilder();
        message(file, "TcpProxy")
                .addField(field("upstream_connect_mode", CONNECT_MODE, FieldDescriptorProto.Type.TYPE_ENUM)
                        .setTypeName("." + known.getPackage() + ".UpstreamConnectMode"))
                .addField(field("max_early_data_bytes", EARLY_DATA, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".google.protobuf.UInt32Value"));
        file.addEnumType(EnumDescriptorProto.newBuilder()
                .setName("UpstreamConnectMode")
                .addValue(value("IMMEDIATE", 0))
                .addValue(value("ON_DOWNSTREAM_DATA", ON_DOWNSTREAM_DATA)));
        return build(file, known.getDependencies());
    }

    private static FileDescriptor credential() {
        FileDescriptor known = GenericProto.getDescriptor();
        FileDescriptorProto.Builder file = known.toProto().toBuilder();
        message(file, "Generic")
                .addField(field("header_value_prefix", VALUE_PREFIX, FieldDescriptorProto.Type.TYPE_STRING));
        return build(file, known.getDependencies());
    }

    private static FileDescriptor mutationRules() {
        FileDescriptor known = MutationRulesProto.getDescriptor();
        FileDescriptorProto.Builder file = known.toProto().toBuilder();
        FileDescriptor strings = StringProto.getDescriptor();
        file.addDependency(strings.getName());
        message(file, "HeaderMutation")
                .addNestedType(DescriptorProto.newBuilder()
                        .setName("RemoveOnMatch")
                        .addField(field("key_matcher", KEY_MATCHER, FieldDescriptorProto.Type.TYPE_MESSAGE)
                                .setTypeName("." + strings.getPackage() + ".StringMatcher")))
                .addField(field("remove_on_match", REMOVE_ON_MATCH, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName("." + known.getPackage() + ".HeaderMutation.RemoveOnMatch"));
        var dependencies = new ArrayList<>(known.getDependencies());
        dependencies.add(strings);
        return build(file, dependencies);
    }

    /// `known` again, over `dependency` instead of the file of the same name.
    private static FileDescriptor rebuilt(FileDescriptor known, FileDescriptor dependency) {
        return build(
                known.toProto().toBuilder(),
                known.getDependencies().stream()
                        .map(file -> file.getName().equals(dependency.getName()) ? dependency : file)
                        .toList());
    }

    private static DescriptorProto.Builder message(FileDescriptorProto.Builder file, String name) {
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            if (file.getMessageType(i).getName().equals(name)) {
                return file.getMessageTypeBuilder(i);
            }
        }
        throw new IllegalStateException("no message " + name + " in " + file.getName());
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static EnumValueDescriptorProto value(String name, int number) {
        return EnumValueDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .build();
    }

    private static FileDescriptor build(FileDescriptorProto.Builder file, List<FileDescriptor> dependencies) {
        try {
            return FileDescriptor.buildFrom(file.build(), dependencies.toArray(FileDescriptor[]::new));
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the API artifact declares a late field itself now: remove it here", e);
        }
    }
}
