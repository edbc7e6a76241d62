package io.synapsemesh.documents.yaml;

import com.google.re2j.Pattern;

/// Which kind a plain scalar is: YAML 1.2.2, section 10.3.2. `yes`, `on` and `0777` are not what they were in YAML
/// 1.1.
final class CoreSchema {
    private static final int NUMBER_LENGTH_MAX = 64;
    private static final Pattern INT = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern FLOAT = Pattern.compile(
            "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private CoreSchema() {}

    static Node.Kind kindOf(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> Node.Kind.NULL;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> Node.Kind.BOOL;
            default -> number(plain);
        };
    }

    private static Node.Kind number(String plain) {
        char first = plain.charAt(0);
        boolean mayBeNumber = first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
        if (!mayBeNumber || plain.length() > NUMBER_LENGTH_MAX) {
            return Node.Kind.TEXT;
        }
        if (INT.matches(plain)) {
            return Node.Kind.INT;
        }
        return FLOAT.matches(plain) ? Node.Kind.FLOAT : Node.Kind.TEXT;
    }
}
