package io.synapsemesh.certs.issuer.stepca;

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

/// step-ca's JSON, with limits of depth and length.
final class StepJson {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(IssuerHttp.ANSWER_BYTES_MAX)
                    .maxDocumentLength(IssuerHttp.ANSWER_BYTES_MAX)
                    .build())
            .build());

    private StepJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /// @throws IssuanceFailed if it is not an object
    static JsonNode read(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node == null || !node.isObject()) {
                throw new IssuanceFailed("step-ca's answer is not a JSON object");
            }
            return node;
        } catch (IOException e) {
            throw new IssuanceFailed("step-ca's answer is not JSON that can be read", e);
        }
    }

    /// What it says went wrong, or nothing at all.
    static String message(byte[] body) {
        try {
            return IssuedChain.quoted(read(body).path("message").asText(""));
        } catch (IssuanceFailed e) {
            return "";
        }
    }
}
