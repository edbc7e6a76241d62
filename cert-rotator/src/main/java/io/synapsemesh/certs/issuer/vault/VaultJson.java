package io.synapsemesh.certs.issuer.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.IssuerHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Vault's JSON, with limits of depth and length. No binding to types: four members are read.
public final class VaultJson {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(IssuerHttp.ANSWER_BYTES_MAX)
                    .maxDocumentLength(IssuerHttp.ANSWER_BYTES_MAX)
                    .build())
            .build());

    private VaultJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /// @throws IssuanceFailed if it is not an object
    public static JsonNode read(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node == null || !node.isObject()) {
                throw new IssuanceFailed("Vault's answer is not a JSON object");
            }
            return node;
        } catch (IOException e) {
            // The parser's own words may quote the answer.
            throw new IssuanceFailed("Vault's answer is not JSON that can be read", e);
        }
    }

    /// The texts of `errors`, or nothing at all.
    public static String errors(byte[] body) {
        try {
            return IssuedChain.quoted(String.join("; ", texts(read(body).path("errors"))));
        } catch (IssuanceFailed e) {
            return "";
        }
    }

    public static List<String> texts(JsonNode array) {
        var all = new ArrayList<String>();
        array.forEach(item -> all.add(item.asText("")));
        return all;
    }
}
