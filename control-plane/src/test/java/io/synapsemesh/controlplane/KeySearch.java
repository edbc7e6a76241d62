package io.synapsemesh.controlplane;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/// Looks for a private key in whatever was said: the 32 bytes of its scalar, raw or inside anything larger such as DER,
/// and what hexadecimal (also with colons), base64 and base64url (at each alignment, also broken into lines, with line
/// ends escaped), the list of an array's numbers and a decimal number make of them.
final class KeySearch {
    private final String raw;
    private final String dense;
    private final String hex;
    private final String base64;

    /// @param said bytes or text of any encoding that keeps ASCII
    KeySearch(byte[] said) {
        raw = new String(said, StandardCharsets.ISO_8859_1);
        dense = raw.replace("\\r", "").replace("\\n", "").replaceAll("\\s", "");
        hex = dense.replace(":", "").toLowerCase(Locale.ROOT);
        base64 = dense.replace('-', '+').replace('_', '/');
    }

    /// @param scalar big-endian, 32 bytes
    boolean finds(byte[] scalar) {
        return raw.contains(new String(scalar, StandardCharsets.ISO_8859_1))
                || hex.contains(HexFormat.of().formatHex(scalar))
                || dense.contains(Arrays.toString(scalar).replaceAll("[\\[\\] ]", ""))
                || dense.contains(new BigInteger(1, scalar).toString())
                || findsBase64(scalar);
    }

    /// Three bytes are four characters, so the same bytes look in three ways, and the first and last characters also
    /// hold bits of the neighbours.
    private boolean findsBase64(byte[] scalar) {
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[scalar.length + shift];
            System.arraycopy(scalar, 0, shifted, shift, scalar.length);
            String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            if (base64.contains(text.substring(shift == 0 ? 0 : 4, text.length() - 2))) {
                return true;
            }
        }
        return false;
    }
}
