package io.synapsemesh.identity.jwks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An HTTP/1.1 answer, read strictly (RFC 9112): status 200 only, one framing, no content coding; anything else is an
/// error rather than a guess.
final class HttpAnswer {
    private static final int LINE_MAX = 8 * 1024;
    private static final int HEADERS_MAX = 100;

    private HttpAnswer() {}

    /// @throws FetchFailed if it is not a whole answer with status 200 and at most `bytesMax` bytes of body
    static byte[] body(InputStream in, int bytesMax) throws IOException {
        requireOk(line(in));
        return content(in, bytesMax);
    }

    /// @return empty for status 304 (RFC 9110 section 15.4.5), which is no answer but to a conditional request
    /// @throws FetchFailed as [#body]
    static Optional<byte[]> changedBody(InputStream in, int bytesMax) throws IOException {
        String status = line(in);
        if (status.matches("HTTP/1\\.[01] 304( .*)?")) {
            headers(in);
            return Optional.empty();
        }
        requireOk(status);
        return Optional.of(content(in, bytesMax));
    }

    private static byte[] content(InputStream in, int bytesMax) throws IOException {
        Map<String, String> headers = headers(in);
        String coding = headers.getOrDefault("content-encoding", "identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw new FetchFailed("the answer is encoded (" + printable(coding) + "), which was not asked for");
        }
        String transfer = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (transfer != null && length != null) {
            throw new FetchFailed("the answer has two lengths");
        }
        if (transfer != null) {
            if (!transfer.equalsIgnoreCase("chunked")) {
                throw new FetchFailed("the answer has an unknown transfer coding");
            }
            return chunks(in, bytesMax);
        }
        return length == null ? untilEnd(in, bytesMax) : exactly(in, length, bytesMax);
    }

    private static void requireOk(String status) {
        if (!status.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
            throw new FetchFailed("the answer is not HTTP/1.1");
        }
        String code = status.substring(9, 12);
        if (code.startsWith("3")) {
            throw new FetchFailed("the answer is a redirect (" + code + "), which is not followed."
                    + " Fix: write the final URL into the document.");
        }
        if (!code.equals("200")) {
            throw new FetchFailed("the answer has status " + code);
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        int count = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || ++count > HEADERS_MAX) {
                throw new FetchFailed("the answer's header is malformed or has more than " + HEADERS_MAX + " lines");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String before = headers.put(name, line.substring(colon + 1).strip());
            if (before != null && (name.equals("content-length") || name.equals("transfer-encoding"))) {
                throw new FetchFailed("the answer repeats " + name);
            }
        }
        return headers;
    }

    private static byte[] exactly(InputStream in, String text, int bytesMax) throws IOException {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > bytesMax) {
            throw tooLarge(bytesMax);
        }
        int length = Integer.parseInt(text);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new FetchFailed("the answer is cut after " + body.length + " bytes");
        }
        return body;
    }

    private static byte[] untilEnd(InputStream in, int bytesMax) throws IOException {
        byte[] body = in.readNBytes(bytesMax + 1);
        if (body.length > bytesMax) {
            throw tooLarge(bytesMax);
        }
        return body;
    }

    private static byte[] chunks(InputStream in, int bytesMax) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            String size = line(in);
            int semicolon = size.indexOf(';');
            String digits = (semicolon < 0 ? size : size.substring(0, semicolon)).strip();
            if (!digits.matches("[0-9a-fA-F]{1,7}")) {
                throw new FetchFailed("a chunk of the answer has no size");
            }
            int length = Integer.parseInt(digits, 16);
            if (length == 0) {
                return body.toByteArray();
            }
            if (body.size() + length > bytesMax) {
                throw tooLarge(bytesMax);
            }
            byte[] chunk = in.readNBytes(length);
            body.writeBytes(chunk);
            if (chunk.length < length || !line(in).isEmpty()) {
                throw new FetchFailed("a chunk of the answer is cut");
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new FetchFailed("the answer ends in its header");
            }
            if (line.length() >= LINE_MAX) {
                throw new FetchFailed("a line of the answer's header is longer than " + LINE_MAX + " bytes");
            }
            line.append((char) b);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    private static FetchFailed tooLarge(int bytesMax) {
        return new FetchFailed("the answer is larger than " + bytesMax + " bytes");
    }

    private static String printable(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return new String(ascii, 0, Math.min(ascii.length, 32), StandardCharsets.US_ASCII).replaceAll("[^ -~]", "?");
    }
}
