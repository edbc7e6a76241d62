package io.synapsemesh.demo;

/// Colours where somebody looks: on a terminal, and never with `NO_COLOR`.
enum Paint {
    PLAIN,
    COLORS;

    static Paint ofSystem() {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean refused = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
        return terminal && !refused ? COLORS : PLAIN;
    }

    String strong(String text) {
        return this == COLORS ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    String bad(String text) {
        return this == COLORS ? "\u001b[31m" + text + "\u001b[0m" : text;
    }
}
