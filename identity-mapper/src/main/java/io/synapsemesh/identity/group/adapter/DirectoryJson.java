package io.synapsemesh.identity.group.adapter;

import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.WhyUnknown;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers of directories as JSON, where anything unexpected is a wrong answer rather than an absent one.
public final class DirectoryJson {
    private DirectoryJson() {}

    public static Map<String, Object> object(byte[] body) {
        try {
            return StrictJson.object(body);
        } catch (FetchFailed e) {
            throw wrong("the answer is " + e.getMessage());
        }
    }

    /// An answer that is an array of objects.
    public static List<Map<?, ?>> objects(byte[] body) {
        int first = 0;
        while (first < body.length && body[first] <= ' ') {
            first++;
        }
        if (first == body.length || body[first] != '[') {
            throw wrong("the answer is no JSON array");
        }
        var wrapped = new ByteArrayOutputStream(body.length + 16);
        wrapped.writeBytes("{\"value\":".getBytes(StandardCharsets.US_ASCII));
        wrapped.writeBytes(body);
        wrapped.write('}');
        return objects(object(wrapped.toByteArray()), "value");
    }

    public static List<Map<?, ?>> objects(Map<String, Object> parent, String name) {
        var objects = new ArrayList<Map<?, ?>>();
        for (Object item : list(parent, name)) {
            if (!(item instanceof Map<?, ?> object)) {
                throw wrong("'" + name + "' has an item that is no object");
            }
            objects.add(object);
        }
        return objects;
    }

    public static List<String> strings(Map<String, Object> parent, String name) {
        var strings = new ArrayList<String>();
        for (Object item : list(parent, name)) {
            if (!(item instanceof String text)) {
                throw wrong("'" + name + "' has an item that is no string");
            }
            strings.add(text);
        }
        return strings;
    }

    public static String string(Map<?, ?> parent, String name) {
        if (!(parent.get(name) instanceof String text)) {
            throw wrong("'" + name + "' is no string");
        }
        return text;
    }

    public static Optional<String> optionalString(Map<?, ?> parent, String name) {
        return parent.containsKey(name) ? Optional.of(string(parent, name)) : Optional.empty();
    }

    private static List<?> list(Map<String, Object> parent, String name) {
        if (!(parent.get(name) instanceof List<?> list)) {
            throw wrong("'" + name + "' is no array");
        }
        return list;
    }

    private static DirectoryFailed wrong(String what) {
        return new DirectoryFailed(WhyUnknown.WRONG_ANSWER, what);
    }
}
