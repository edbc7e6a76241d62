package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.controlplane.admin.Json;
import io.synapsemesh.documents.DocumentKind;
import java.util.LinkedHashMap;
import java.util.List;

/// The envelope of a list, as the API has it.
final class Lists {
    private Lists() {}

    static JsonNode tree(String kind, List<?> items) {
        var list = new LinkedHashMap<String, Object>();
        list.put("apiVersion", DocumentKind.API_VERSION);
        list.put("kind", kind);
        list.put("items", items);
        return Json.mapper().valueToTree(list);
    }
}
