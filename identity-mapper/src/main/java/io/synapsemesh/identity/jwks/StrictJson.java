package io.synapsemesh.identity.jwks;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;

/// JSON from elsewhere: UTF-8, at most 1 MiB, at most 16 deep, an object. The depth is counted before anything recurses
/// over it (CVE-2025-53864).
public final class StrictJson {
    static final int DEPTH_MAX = 16;

    private StrictJson() {}

    /// @throws FetchFailed if it is anything else
    public static Map<String, Object> object(byte[] bytes) {
        if (bytes.length > HttpsFetcher.BODY_BYTES_MAX) {
            throw new FetchFailed("larger than " + HttpsFetcher.BODY_BYTES_MAX + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            requireFlat(text);
            Map<String, Object> object = JSONObjectUtils.parse(text);
            if (object == null) {
                throw new FetchFailed("not a JSON object but null");
            }
            return object;
        } catch (CharacterCodingException e) {
            throw new FetchFailed("not UTF-8", e);
        } catch (ParseException | RuntimeException e) {
            if (e instanceof FetchFailed failed) {
                throw failed;
            }
            throw new FetchFailed("not a JSON object", e);
        }
    }

    private static void requireFlat(String text) {
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                if (++depth > DEPTH_MAX) {
                    throw new FetchFailed("nested deeper than " + DEPTH_MAX);
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }
}
