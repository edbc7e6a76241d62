package io.synapsemesh.certs.federation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// RFC 8259 and no more: UTF-8, one value, each name once. Two readers that take different ones of two equal names
/// trust different keys. At most 1 MiB, 12 deep, 8,192 values; one pass, no look-ahead.
final class JsonReader {
    static final int BYTES_MAX = 1 << 20;
    static final int DEPTH_MAX = 12;
    static final int VALUES_MAX = 8192;

    private final String text;
    private int at;
    private int values;

    private JsonReader(String text) {
        this.text = text;
    }

    /// @throws BundleRefused for anything that is not exactly one JSON value
    static JsonValue read(byte[] json) {
        if (json.length > BYTES_MAX) {
            throw new BundleRefused(BundleRule.TOO_LARGE, json.length + " bytes, at most " + BYTES_MAX);
        }
        var reader = new JsonReader(utf8(json));
        JsonValue value = reader.value(0);
        reader.space();
        if (reader.at < reader.text.length()) {
            throw reader.refused(BundleRule.JSON_TRAILING, "something follows the value");
        }
        return value;
    }

    private static String utf8(byte[] json) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BundleRefused(BundleRule.NOT_UTF8, "not UTF-8");
        }
    }

    private JsonValue value(int depth) {
        if (depth > DEPTH_MAX) {
            throw refused(BundleRule.JSON_TOO_DEEP, "deeper than " + DEPTH_MAX);
        }
        if (++values > VALUES_MAX) {
            throw refused(BundleRule.JSON_TOO_MANY, "more than " + VALUES_MAX + " values");
        }
        space();
        return switch (peek()) {
            case '{' -> members(depth);
            case '[' -> items(depth);
            case '"' -> new JsonValue.Text(string());
            case 't' -> word("true", new JsonValue.Truth(true));
            case 'f' -> word("false", new JsonValue.Truth(false));
            case 'n' -> word("null", new JsonValue.Nothing());
            default -> number();
        };
    }

    private JsonValue members(int depth) {
        var members = new LinkedHashMap<String, JsonValue>();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return new JsonValue.Members(members);
        }
        while (true) {
            space();
            String name = string();
            if (members.containsKey(name)) {
                throw refused(BundleRule.JSON_DUPLICATE_NAME, "a name stands there twice");
            }
            space();
            require(':');
            members.put(name, value(depth + 1));
            space();
            if (peek() == '}') {
                at++;
                return new JsonValue.Members(members);
            }
            require(',');
        }
    }

    private JsonValue items(int depth) {
        var items = new ArrayList<JsonValue>();
        at++;
        space();
        if (peek() == ']') {
            at++;
            return new JsonValue.Items(items);
        }
        while (true) {
            items.add(value(depth + 1));
            space();
            if (peek() == ']') {
                at++;
                return new JsonValue.Items(items);
            }
            require(',');
        }
    }

    private String string() {
        require('"');
        var string = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                break;
            }
            if (c < ' ') {
                throw refused(BundleRule.JSON_STRING, "a control character in a string");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw refused(BundleRule.JSON_STRING, "half a surrogate pair");
            }
        }
        return string.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    char digit = peek();
                    int value = digit < 0x80 ? Character.digit(digit, 16) : -1;
                    if (value < 0) {
                        throw refused(BundleRule.JSON_STRING, "four hexadecimal digits follow \\u");
                    }
                    unit = unit << 4 | value;
                    at++;
                }
                yield (char) unit;
            }
            default -> throw refused(BundleRule.JSON_STRING, "an escape that is none");
        };
    }

    private JsonValue number() {
        int start = at;
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        return new JsonValue.Number(text.substring(start, at));
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw refused(BundleRule.JSON_SYNTAX, "a value was expected");
        }
    }

    private JsonValue word(String word, JsonValue value) {
        if (!text.startsWith(word, at)) {
            throw refused(BundleRule.JSON_SYNTAX, "a value was expected");
        }
        at += word.length();
        return value;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw refused(BundleRule.JSON_SYNTAX, "it ends too early");
        }
        return text.charAt(at);
    }

    private boolean skip(char c) {
        boolean found = at < text.length() && text.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void require(char c) {
        if (peek() != c) {
            throw refused(BundleRule.JSON_SYNTAX, "expected " + c);
        }
        at++;
    }

    private BundleRefused refused(BundleRule rule, String message) {
        return new BundleRefused(rule, message + " at character " + at);
    }
}
