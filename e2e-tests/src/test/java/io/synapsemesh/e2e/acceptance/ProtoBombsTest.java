package io.synapsemesh.e2e.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Messages made to cost, through the very parser that the xDS server gives a proxy's bytes to (CVE-2024-7254: nesting
/// without a limit).
final class ProtoBombsTest {
    /// Descriptors are loaded and a stack of 100 builders unwinds, each with its own trace.
    private static final long FIXED = 16L << 20;
    private static final long TIMES = 4;

    @TestFactory
    Stream<DynamicTest> isRefusedWithoutMuchWork() {
        return bombs().entrySet().stream()
                .map(bomb -> DynamicTest.dynamicTest(bomb.getKey(), () -> {
                    assertThatThrownBy(() -> parse(new byte[] {7})).isInstanceOf(StatusRuntimeException.class);
                    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                    long before = threads.getCurrentThreadAllocatedBytes();
                    assertThatThrownBy(() -> parse(bomb.getValue())).isInstanceOf(StatusRuntimeException.class);
                    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                            .isLessThan(FIXED + TIMES * bomb.getValue().length);
                }));
    }

    private static void parse(byte[] message) {
        AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod()
                .parseRequest(new ByteArrayInputStream(message));
    }

    private static Map<String, byte[]> bombs() {
        var all = new LinkedHashMap<String, byte[]>();
        all.put("a node's metadata, 10,000 deep", node(nestedStruct(10_000)));
        all.put("lists in a node's metadata, 5,000 deep", node(nestedList(5_000)));
        all.put("100,000 groups of an unknown field", repeated(100_000, 0x7b));
        all.put("two gigabytes promised", new byte[] {0x12, -1, -1, -1, -1, 7});
        all.put("a negative length", new byte[] {0x12, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
        all.put("a number of eleven bytes", repeated(11, 0x88));
        all.put("a field without a number", new byte[] {0, 0});
        all.put("text that is not UTF-8", new byte[] {0x0a, 2, (byte) 0xc0, (byte) 0xaf});
        all.put("a group that ends another", new byte[] {0x7b, (byte) 0x84, 1});
        all.put("cut inside", new byte[] {0x12, 5, 0x0a, 1, 'x'});
        return all;
    }

    /// DiscoveryRequest.node (2) with metadata (3).
    private static byte[] node(byte[] struct) {
        return field(2, field(3, struct));
    }

    /// Struct.fields (1) {key (1), value (2)} with Value.struct_value (5).
    private static byte[] nestedStruct(int depth) {
        byte[] struct = new byte[0];
        for (int i = 0; i < depth; i++) {
            struct = field(1, joined(field(1, "k".getBytes(StandardCharsets.US_ASCII)), field(2, field(5, struct))));
        }
        return struct;
    }

    /// Value.list_value (6) with ListValue.values (1).
    private static byte[] nestedList(int depth) {
        byte[] value = new byte[0];
        for (int i = 0; i < depth; i++) {
            value = field(6, field(1, value));
        }
        return field(1, joined(field(1, "k".getBytes(StandardCharsets.US_ASCII)), field(2, value)));
    }

    private static byte[] field(int number, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        int length = content.length;
        while (length >= 0x80) {
            out.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[] one, byte[] two) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(two);
        return out.toByteArray();
    }

    private static byte[] repeated(int times, int value) {
        byte[] all = new byte[times];
        java.util.Arrays.fill(all, (byte) value);
        return all;
    }
}
