package io.synapsemesh.controlplane.audit;

import java.util.Optional;

/// A principal's text (`user:entra/<tenant>/<id>`), taken apart as far as OCSF wants it.
record CallerText(String type, String id, Optional<String> tenant) {
    static CallerText read(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (word) {
            case "user" -> user(rest);
            case "servicePrincipal" -> new CallerText("ServicePrincipal", afterSlash(rest), Optional.empty());
            case "claims" -> new CallerText("Claims", afterSlash(rest), Optional.empty());
            case "workload" -> new CallerText("Workload", rest, Optional.empty());
            default -> new CallerText("Unknown", text, Optional.empty());
        };
    }

    private static CallerText user(String rest) {
        String[] parts = rest.split("/", 3);
        return parts.length == 3
                ? new CallerText("User", parts[2], Optional.of(parts[1]))
                : new CallerText("User", afterSlash(rest), Optional.empty());
    }

    private static String afterSlash(String rest) {
        return rest.substring(rest.indexOf('/') + 1);
    }
}
