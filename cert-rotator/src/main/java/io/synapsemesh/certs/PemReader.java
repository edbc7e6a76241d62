package io.synapsemesh.certs;

import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The blocks of a PEM file (RFC 7468, strictly). Lines outside of blocks are comments, as certificate bundles have
/// them. Bytes stay bytes, because blocks may be keys, and are cleared behind the reader. At most 512 KiB, 128 blocks.
public final class PemReader {
    public static final int BYTES_MAX = 512 * 1024;
    public static final int BLOCKS_MAX = 128;

    /// Base64 characters of one block.
    public static final int CONTENT_MAX = 64 * 1024;

    private static final int LINE_MAX = 76;
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final Pattern LABEL = Pattern.compile("[A-Z0-9]+(?: [A-Z0-9]+)*+");

    /// What a PEM text may break.
    public enum Rule {
        TOO_LARGE,
        TOO_MANY,
        BLOCK_TOO_LARGE,
        LABEL,
        /// An end without a beginning, or of another block.
        END_MISMATCH,
        END_MISSING,
        NESTED,
        /// RFC 1421 headers: an encrypted key of the old form.
        HEADER,
        LINE_TOO_LONG,
        EMPTY,
        BASE64
    }

    /// The one thing this reader throws.
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Rule rule;

        Refused(Rule rule, int line) {
            super("PEM refused, " + rule + " in line " + line);
            this.rule = rule;
        }

        public Rule rule() {
            return rule;
        }
    }

    /// @param der secret, because it may be a key
    public record Block(String label, SecretBytes der) {}

    private final byte[] text;

    /// One for all blocks, cleared after each: many small ones must not cost many large buffers.
    private final byte[] content;

    private final List<Block> blocks = new ArrayList<>();
    private int at;
    private int line;

    private PemReader(byte[] text) {
        this.text = text;
        content = new byte[Math.min(text.length, CONTENT_MAX)];
    }

    /// Every block in its order; none if there is none.
    ///
    /// @throws Refused with the rule that the text breaks
    public static List<Block> read(byte[] text) {
        if (text.length > BYTES_MAX) {
            throw new Refused(Rule.TOO_LARGE, 1);
        }
        var reader = new PemReader(text);
        while (reader.at < text.length) {
            reader.outside();
        }
        return List.copyOf(reader.blocks);
    }

    private void outside() {
        int from = at;
        int to = nextLine();
        if (startsWith(END, from, to)) {
            throw new Refused(Rule.END_MISMATCH, line);
        }
        if (startsWith(BEGIN, from, to)) {
            block(label(from + BEGIN.length(), to));
        }
    }

    private void block(String label) {
        if (blocks.size() == BLOCKS_MAX) {
            throw new Refused(Rule.TOO_MANY, line);
        }
        byte[] base64 = content;
        int length = 0;
        try {
            while (at < text.length) {
                int from = at;
                int to = nextLine();
                if (startsWith(END, from, to)) {
                    requireEnd(label, from, to);
                    blocks.add(new Block(label, decoded(base64, length)));
                    return;
                }
                requireContent(from, to);
                if (length + to - from > base64.length) {
                    throw new Refused(Rule.BLOCK_TOO_LARGE, line);
                }
                System.arraycopy(text, from, base64, length, to - from);
                length += to - from;
            }
            throw new Refused(Rule.END_MISSING, line);
        } finally {
            Arrays.fill(base64, 0, length, (byte) 0);
        }
    }

    private void requireContent(int from, int to) {
        if (startsWith(BEGIN, from, to)) {
            throw new Refused(Rule.NESTED, line);
        }
        if (to - from > LINE_MAX) {
            throw new Refused(Rule.LINE_TOO_LONG, line);
        }
        for (int i = from; i < to; i++) {
            if (text[i] == ':') {
                throw new Refused(Rule.HEADER, line);
            }
        }
    }

    private void requireEnd(String label, int from, int to) {
        if (!label(from + END.length(), to).equals(label)) {
            throw new Refused(Rule.END_MISMATCH, line);
        }
    }

    private SecretBytes decoded(byte[] base64, int length) {
        if (length == 0) {
            throw new Refused(Rule.EMPTY, line);
        }
        byte[] exact = Arrays.copyOf(base64, length);
        byte[] der = new byte[0];
        byte[] again = new byte[0];
        try {
            der = Base64.getDecoder().decode(exact);
            again = Base64.getEncoder().encode(der);
            if (!Arrays.equals(exact, again)) {
                throw new Refused(Rule.BASE64, line);
            }
            return SecretBytes.copyOf(der);
        } catch (IllegalArgumentException e) {
            throw new Refused(Rule.BASE64, line);
        } finally {
            Arrays.fill(exact, (byte) 0);
            Arrays.fill(der, (byte) 0);
            Arrays.fill(again, (byte) 0);
        }
    }

    private String label(int from, int to) {
        int end = to - DASHES.length();
        if (end <= from || end - from > 64 || !startsWith(DASHES, end, to)) {
            throw new Refused(Rule.LABEL, line);
        }
        String label = new String(text, from, end - from, StandardCharsets.ISO_8859_1);
        if (!LABEL.matcher(label).matches()) {
            throw new Refused(Rule.LABEL, line);
        }
        return label;
    }

    /// Moves behind the line and gives where its content ends: before LF or CR LF, and before spaces at its end.
    private int nextLine() {
        line++;
        int end = at;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        at = Math.min(text.length, end + 1);
        while (end > 0 && (text[end - 1] == '\r' || text[end - 1] == ' ' || text[end - 1] == '\t')) {
            end--;
        }
        return end;
    }

    private boolean startsWith(String prefix, int from, int to) {
        if (to - from < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (text[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
