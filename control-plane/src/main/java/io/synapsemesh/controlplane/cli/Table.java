package io.synapsemesh.controlplane.cli;

import java.util.ArrayList;
import java.util.List;

/// Columns for people: padded with spaces, two between, headings in capitals. Text from outside cannot move the cursor:
/// control characters are shown as `?`.
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    void row(String... cells) {
        rows.add(List.of(cells).stream().map(Table::plain).toList());
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    String print(Terminal terminal) {
        int columns = rows.getFirst().size();
        var widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = rows.get(r).get(i);
                line.append(cell);
                if (i < columns - 1) {
                    line.repeat(' ', widths[i] - cell.length() + 2);
                }
            }
            String plain = line.toString().stripTrailing();
            text.append(r == 0 ? terminal.strong(plain) : plain).append('\n');
        }
        return text.toString();
    }

    private static String plain(String cell) {
        var text = new StringBuilder(cell.length());
        cell.codePoints().forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return text.isEmpty() ? "-" : text.toString();
    }
}
