package io.synapsemesh.documents.yaml;

import io.synapsemesh.core.diagnostic.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// The bytes of a file as text: UTF-8 and nothing else, without the byte order mark, printable as YAML 1.2.2 section
/// 5.1
/// demands. What is wrong is found here with its position, before a parser sees it.
record SourceText(String text) {
    static Optional<SourceText> decode(byte[] bytes, Findings findings) {
        if (bytes.length > Limits.FILE_BYTES_MAX) {
            findings.error(
                    Code.SYN0102,
                    Mark.START,
                    "",
                    "the file has " + bytes.length + " bytes, more than " + Limits.FILE_BYTES_MAX,
                    "Split it into several files.");
            return Optional.empty();
        }
        int start = startsWithBom(bytes) ? 3 : 0;
        var input = ByteBuffer.wrap(bytes, start, bytes.length - start);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return printable(decoder.decode(input).toString(), findings);
        } catch (CharacterCodingException notUtf8) {
            findings.error(
                    Code.SYN0101,
                    markOfByte(bytes, input.position()),
                    "",
                    "byte " + input.position() + " is not UTF-8",
                    "Save the file as UTF-8.");
            return Optional.empty();
        }
    }

    private static Optional<SourceText> printable(String text, Findings findings) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                findings.error(
                        Code.SYN0101,
                        new Mark(line, column),
                        "",
                        String.format("the character U+%04X is not allowed in YAML", c),
                        "Remove it, or write it as an escape in a double-quoted text.");
                return Optional.empty();
            }
            boolean newLine = c == '\n';
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + 1;
            i += Character.charCount(c);
        }
        return Optional.of(new SourceText(text));
    }

    private static boolean startsWithBom(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static Mark markOfByte(byte[] bytes, int position) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < position; i++) {
            if (bytes[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Mark(line, position - lineStart + 1);
    }
}
