package io.synapsemesh.documents;

import io.synapsemesh.core.golden.GoldenCase;
import io.synapsemesh.core.golden.GoldenCases;
import io.synapsemesh.documents.report.DiagnosticJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// `in-*.yaml` → `out-documents.yaml` (what was read, defaults filled in) and `diagnostics.yaml`. The inputs of a case
/// are
/// read as one directory; those of a case named `changed-*` one after the other, each with the one before as last good.
final class ParseGoldenTest {
    private static final Dump YAML = new Dump(DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(200)
            .build());

    @TestFactory
    Stream<DynamicTest> parsesAsWrittenDown() {
        return GoldenCases.in("parse", ParseGoldenTest::outputs);
    }

    private static Map<String, String> outputs(GoldenCase golden) {
        boolean inTurn = golden.name().startsWith("changed-");
        var lastGood = new HashMap<io.synapsemesh.core.document.DocumentRef, Document>();
        var parsed = new ArrayList<Parsed>();
        golden.readAll().forEach((name, bytes) -> {
            Parsed file = DocumentReader.read(name, expand(name, bytes), ref -> Optional.ofNullable(lastGood.get(ref)));
            parsed.add(file);
            if (inTurn) {
                file.documents().forEach(document -> lastGood.put(document.ref(), document));
            }
        });
        Parsed set = inTurn ? parsed.getLast() : DocumentSet.of(parsed);
        var outputs = new HashMap<String, String>();
        var diagnostics = firstOfEach(DiagnosticJson.trees(set.diagnostics()));
        outputs.put("diagnostics.yaml", diagnostics.isEmpty() ? "" : YAML.dumpToString(diagnostics));
        var documents = set.documents().stream().map(ParseGoldenTest::tree).toList();
        outputs.put(
                "out-documents.yaml",
                documents.isEmpty() || documents.size() > 100 ? "" : YAML.dumpToString(documents));
        return outputs;
    }

    /// The first line of an `in-*.repeat` says how often the rest is repeated: a large file in a few bytes.
    private static byte[] expand(String name, byte[] bytes) {
        if (!name.endsWith(".repeat")) {
            return bytes;
        }
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", 2);
        var repeated = new StringBuilder();
        for (int i = 0; i < Integer.parseInt(parts[0]); i++) {
            repeated.append(parts[1].replace("%d", Integer.toString(i)));
        }
        return repeated.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Of a hundred diagnostics or more, two of each code.
    private static List<Map<String, Object>> firstOfEach(List<Map<String, Object>> diagnostics) {
        if (diagnostics.size() < 100) {
            return diagnostics;
        }
        var seen = new HashMap<Object, Integer>();
        return diagnostics.stream()
                .filter(d -> seen.merge(String.valueOf(d.get("code")), 1, Integer::sum) <= 2)
                .toList();
    }

    private static Map<String, Object> tree(Document document) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("document", document.ref().toString());
        tree.put("generation", document.generation());
        tree.put("labels", document.labels());
        tree.put("annotations", document.annotations());
        tree.put("digest", document.digest());
        tree.put("spec", Records.tree((Record) document.spec()));
        return tree;
    }

    /// A record as a map, for printing.
    private static final class Records {
        static Object tree(Object value) {
            return switch (value) {
                case Record record -> {
                    var tree = new LinkedHashMap<String, Object>();
                    for (var component : record.getClass().getRecordComponents()) {
                        try {
                            Object member = component.getAccessor().invoke(record);
                            if (member != null) {
                                tree.put(component.getName(), tree(member));
                            }
                        } catch (ReflectiveOperationException failure) {
                            throw new IllegalStateException(failure);
                        }
                    }
                    yield tree;
                }
                // A list of its own each time: the printer makes aliases of shared ones.
                case List<?> list -> list.stream().map(Records::tree).collect(Collectors.toCollection(ArrayList::new));
                default -> value;
            };
        }
    }
}
