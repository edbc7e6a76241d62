package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Option;

/// `-o`: the same data as a table for people, or as JSON or YAML for tools.
final class OutputOption {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// The formats, as they are written.
    enum Format {
        TABLE,
        JSON,
        YAML;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml (default: ${DEFAULT-VALUE}).",
            defaultValue = "table")
    private Format format = Format.TABLE;

    void print(JsonNode data, Supplier<String> table, Terminal terminal) {
        String text = switch (format) {
            case TABLE -> table.get();
            case JSON -> json(data);
            case YAML -> yaml(data);
        };
        terminal.out().print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
    }

    static String json(JsonNode data) {
        try {
            return JSON.writeValueAsString(data).replace("\r\n", "\n");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String yaml(JsonNode data) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .build();
        return new Dump(settings).dumpToString(JSON.convertValue(data, Object.class));
    }
}
