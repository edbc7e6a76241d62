package io.synapsemesh.controlplane.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where a command talks to.
///
/// @param out data
/// @param err progress, hints, errors
/// @param environment the environment variables
/// @param color whether colours are wanted: on a terminal, and never with `NO_COLOR`
record Terminal(PrintWriter out, PrintWriter err, Map<String, String> environment, Color color) {
    enum Color {
        YES,
        NO
    }

    static Terminal of(PrintStream out, PrintStream err, Map<String, String> environment, Color color) {
        return new Terminal(
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8),
                environment,
                color);
    }

    static Terminal system() {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean refused = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
        return of(System.out, System.err, System.getenv(), terminal && !refused ? Color.YES : Color.NO);
    }

    /// A line of progress.
    void say(String text) {
        err.println(text);
    }

    String strong(String text) {
        return color == Color.YES ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    String bad(String text) {
        return color == Color.YES ? "\u001b[31m" + text + "\u001b[0m" : text;
    }
}
