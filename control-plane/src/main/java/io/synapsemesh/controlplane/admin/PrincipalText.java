package io.synapsemesh.controlplane.admin;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.identity.SpiffeId;

/// Reads what [Principal#print] writes.
final class PrincipalText {
    private PrincipalText() {}

    /// @throws IllegalArgumentException if it is no principal's text
    static Principal parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        String[] parts = rest.split("/", 3);
        return switch (word) {
            case "user" -> user(parts, text);
            case "servicePrincipal" -> new Principal.ServicePrincipal(provider(rest, text), afterProvider(rest));
            case "claims" -> new Principal.Claims(provider(rest, text), afterProvider(rest));
            case "workload" -> new Principal.Workload(SpiffeId.parse(rest));
            case "anonymous" -> new Principal.Anonymous();
            default ->
                throw new IllegalArgumentException(
                        "not a principal (user:, servicePrincipal:, claims: or workload:): " + text);
        };
    }

    /// The IdentityProvider document in the text.
    static String provider(String rest, String text) {
        int slash = rest.indexOf('/');
        if (slash <= 0 || slash == rest.length() - 1) {
            throw new IllegalArgumentException("a principal has a provider and an id: " + text);
        }
        return rest.substring(0, slash);
    }

    private static Principal user(String[] parts, String text) {
        return switch (parts.length) {
            case 2 -> new Principal.User(parts[0], "", parts[1]);
            case 3 -> new Principal.User(parts[0], parts[1], parts[2]);
            default -> throw new IllegalArgumentException("a user is user:PROVIDER[/TENANT]/ID: " + text);
        };
    }

    private static String afterProvider(String rest) {
        return rest.substring(rest.indexOf('/') + 1);
    }
}
