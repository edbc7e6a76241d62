package io.synapsemesh.certs.federation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as it stands there: numbers keep their spelling, because `3e0` is not an integer of a bundle.
sealed interface JsonValue {
    record Text(String value) implements JsonValue {}

    record Number(String literal) implements JsonValue {}

    record Truth(boolean value) implements JsonValue {}

    record Nothing() implements JsonValue {}

    record Items(List<JsonValue> values) implements JsonValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    record Members(Map<String, JsonValue> values) implements JsonValue {
        public Members {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Nullable
        JsonValue get(String name) {
            return values.get(name);
        }
    }
}
