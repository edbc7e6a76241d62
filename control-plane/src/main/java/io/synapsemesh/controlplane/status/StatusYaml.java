package io.synapsemesh.controlplane.status;

import io.synapsemesh.documents.DocumentKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// A status as Kubernetes would show it: the object without its spec.
final class StatusYaml {
    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setSplitLines(false)
            .build();

    private StatusYaml() {}

    static String print(DocumentStatus status) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", status.name());
        if (!status.namespace().isEmpty()) {
            metadata.put("namespace", status.namespace());
        }
        metadata.put("generation", status.generation());
        var object = new LinkedHashMap<String, Object>();
        object.put("apiVersion", DocumentKind.API_VERSION);
        object.put("kind", status.kind());
        object.put("metadata", metadata);
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "conditions", status.conditions().stream().map(StatusYaml::tree).toList());
        body.put("diagnostics", status.diagnostics());
        object.put("status", body);
        return new Dump(SETTINGS).dumpToString(object);
    }

    private static Map<String, Object> tree(Condition condition) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("type", condition.type());
        tree.put("status", condition.status());
        tree.put("reason", condition.reason());
        tree.put("message", condition.message());
        tree.put("observedGeneration", condition.observedGeneration());
        tree.put("lastTransitionTime", condition.lastTransitionTime().toString());
        return tree;
    }
}
