package io.synapsemesh.identity.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One JSON object, read once and strictly: RFC 8259 without extensions, UTF-8, no name twice at any depth, nothing
/// behind it, bounded in depth and in names.
///
/// A tokenizer (jackson-core) and not a binder: Nimbus' own reader accepts what is not JSON, keeps the last of two
/// equal names and turns numbers into doubles, and an attack on either is an attack on what the claims mean (RFC
/// 8725 section 2.4).
///
/// Values are String, Long, Boolean, List, Map, or an [Odd].
final class TokenJson {
    static final int DEPTH_MAX = 8;
    static final int NAMES_MAX = 256;

    /// A value that no claim we read may have.
    enum Odd {
        NULL,
        /// A fraction, an exponent, or more than 64 bits.
        NUMBER
    }

    /// Names are not interned: they are the sender's choice. The pool serves virtual threads too.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(1_024)
                    .maxNumberLength(32)
                    .maxStringLength(CompactToken.CHARS_MAX)
                    .maxDocumentLength(CompactToken.CHARS_MAX)
                    .build())
            .build();

    private TokenJson() {}

    /// @param part for the refusal: `header` or `payload`
    static Map<String, Object> object(byte[] bytes, String part) {
        try (JsonParser parser = parser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Refusal.malformed("the token's " + part + " is not a JSON object");
            }
            Map<String, Object> object = members(parser, part);
            if (parser.nextToken() != null) {
                throw Refusal.malformed("the token's " + part + " has text behind its JSON object");
            }
            return object;
        } catch (Refusal refusal) {
            throw refusal;
        } catch (IOException | RuntimeException e) {
            // The parser's message quotes the input, which may be anything.
            throw Refusal.malformed(
                    "the token's " + part + " is not a JSON object of at most " + DEPTH_MAX + " levels in UTF-8");
        }
    }

    /// The byte parser would let overlong forms and surrogates of UTF-8 pass, so other text than ASCII is decoded
    /// first.
    private static JsonParser parser(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            if (b < 0) {
                return FACTORY.createParser(decoded(bytes));
            }
        }
        return FACTORY.createParser(bytes);
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static Map<String, Object> members(JsonParser parser, String part) throws IOException {
        var members = new LinkedHashMap<String, Object>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (members.size() >= NAMES_MAX) {
                throw Refusal.tooLarge("an object of the token's " + part + " has more than " + NAMES_MAX + " names");
            }
            if (members.put(name, value(parser, parser.nextToken(), part)) != null) {
                throw Refusal.malformed("the token's " + part + " names '" + Refusal.shown(name) + "' twice");
            }
        }
        return members;
    }

    private static List<Object> elements(JsonParser parser, String part) throws IOException {
        var elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(parser, token, part));
        }
        return elements;
    }

    private static Object value(JsonParser parser, JsonToken token, String part) throws IOException {
        return switch (token) {
            case VALUE_STRING -> text(parser.getText());
            case VALUE_NUMBER_INT -> number(parser);
            case VALUE_NUMBER_FLOAT -> Odd.NUMBER;
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> Odd.NULL;
            case START_OBJECT -> members(parser, part);
            case START_ARRAY -> elements(parser, part);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw Refusal.malformed("the token's " + part + " is not JSON");
        };
    }

    private static Object number(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Odd.NUMBER;
        };
    }

    /// An escape can make half a surrogate pair, which is no text and has no UTF-8.
    private static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw Refusal.malformed("a text of the token is not Unicode");
            }
        }
        return text;
    }
}
