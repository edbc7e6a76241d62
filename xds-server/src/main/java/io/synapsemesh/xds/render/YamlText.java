package io.synapsemesh.xds.render;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A tree as block YAML, keys in the order of the tree. Strings that YAML could read as anything else are quoted.
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");
    private static final String STEP = "  ";

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    static String of(Struct tree) {
        var yaml = new YamlText();
        yaml.struct(tree, "", "");
        return yaml.text.toString();
    }

    /// @param first what stands before the first key, which continues a line
    private void struct(Struct struct, String indent, String first) {
        String before = first;
        for (Map.Entry<String, Value> field : struct.getFieldsMap().entrySet()) {
            text.append(before.isEmpty() ? indent : before)
                    .append(scalar(field.getKey()))
                    .append(':');
            before = "";
            value(field.getValue(), indent);
        }
    }

    private void list(ListValue list, String indent) {
        for (Value item : list.getValuesList()) {
            boolean nested = item.hasStructValue() && item.getStructValue().getFieldsCount() > 0;
            if (nested) {
                struct(item.getStructValue(), indent + STEP, indent + "- ");
            } else {
                text.append(indent).append('-');
                value(item, indent + STEP);
            }
        }
    }

    private void value(Value value, String indent) {
        switch (value.getKindCase()) {
            case STRUCT_VALUE -> {
                boolean empty = value.getStructValue().getFieldsCount() == 0;
                text.append(empty ? " {}\n" : "\n");
                struct(value.getStructValue(), indent + STEP, "");
            }
            case LIST_VALUE -> {
                boolean empty = value.getListValue().getValuesCount() == 0;
                text.append(empty ? " []\n" : "\n");
                list(value.getListValue(), indent);
            }
            case STRING_VALUE ->
                text.append(' ').append(scalar(value.getStringValue())).append('\n');
            case NUMBER_VALUE ->
                text.append(' ').append(number(value.getNumberValue())).append('\n');
            case BOOL_VALUE -> text.append(' ').append(value.getBoolValue()).append('\n');
            case NULL_VALUE, KIND_NOT_SET -> text.append(" null\n");
        }
    }

    private static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /// JSON's quoting is YAML's double-quoted style.
    private static String scalar(String string) {
        if (PLAIN.matcher(string).matches() && !WORDS.contains(string.toLowerCase(Locale.ROOT))) {
            return string;
        }
        try {
            return JsonFormat.printer()
                    .print(Value.newBuilder().setStringValue(string).build());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a string has a JSON form", e);
        }
    }
}
