package io.synapsemesh.xds.serve;

import io.synapsemesh.xds.snapshot.Resource;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/// Reads which resources a client's error text names. Envoy lists them as `name: reason`, one a line or
/// separated by commas (`Error adding/updating cluster(s) a: …, b: …`); other clients quote them. Where that
/// form occurs, only it counts: a name that is a common word may stand in a reason by chance.
final class Rejection {
    /// Longest text kept and reported, in characters.
    static final int MESSAGE_LENGTH_MAX = 1024;

    private Rejection() {}

    static Set<String> named(String text, Collection<Resource> sent) {
        Set<String> labelled = new TreeSet<>();
        Set<String> mentioned = new TreeSet<>();
        for (Resource resource : sent) {
            String name = resource.name();
            for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
                int end = at + name.length();
                if (startsWord(text, at) && endsWord(text, end)) {
                    mentioned.add(name);
                    if (end + 1 < text.length() && text.startsWith(": ", end)) {
                        labelled.add(name);
                    }
                }
            }
        }
        return labelled.isEmpty() ? mentioned : labelled;
    }

    /// One line without control characters, so that it can be logged and printed.
    static String printable(String text) {
        var line = new StringBuilder(Math.min(text.length(), MESSAGE_LENGTH_MAX));
        for (int i = 0; i < text.length() && line.length() < MESSAGE_LENGTH_MAX; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }

    private static boolean startsWord(String text, int at) {
        return at == 0 || " \t\n'\"`,;(<[=".indexOf(text.charAt(at - 1)) >= 0;
    }

    private static boolean endsWord(String text, int end) {
        if (end == text.length() || " \t\n'\"`,;:)>]".indexOf(text.charAt(end)) >= 0) {
            return true;
        }
        return text.charAt(end) == '.' && (end + 1 == text.length() || text.charAt(end + 1) == ' ');
    }
}
