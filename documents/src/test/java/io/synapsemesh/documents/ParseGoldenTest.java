package io.synapsemesh.documents;

import io.synapsemesh.core.golden.GoldenCase;
import io.synapsemesh.core.golden.GoldenCases;
import io.synapsemesh.documents.report.DiagnosticJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            Parsed file = DocumentReader.read(name, bytes, ref -> Optional.ofNullable(lastGood.get(ref)));
            parsed.add(file);
            if (inTurn) {
                file.documents().forEach(document -> lastGood.put(document.ref(), document));
            }
        });
        Parsed set = inTurn ? parsed.getLast() : DocumentSet.of(parsed);
        var outputs = new HashMap<String, String>();
        var diagnostics = DiagnosticJson.trees(set.diagnostics());
        outputs.put("diagnostics.yaml", diagnostics.isEmpty() ? "" : YAML.dumpToString(diagnostics));
        var documents = set.documents().stream().map(ParseGoldenTest::tree).toList();
        outputs.put("out-documents.yaml", documents.isEmpty() ? "" : YAML.dumpToString(documents));
        return outputs;
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
                case List<?> list -> list.stream().map(Records::tree).toList();
                default -> value;
            };
        }
    }
}
