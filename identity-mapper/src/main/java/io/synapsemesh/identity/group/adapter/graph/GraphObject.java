package io.synapsemesh.identity.group.adapter.graph;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.WhyUnknown;
import java.util.regex.Pattern;

/// The object of a principal: the raw path of its resource. Only GUIDs get into a path, so nothing can be smuggled in.
record GraphObject(String path) {
    static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    static GraphObject of(Principal principal, String tenant) {
        return switch (principal) {
            case Principal.User(var provider, var home, var id) -> {
                if (!home.equals(tenant)) {
                    throw new DirectoryFailed(WhyUnknown.NO_PRINCIPAL, "the user is not of the token's tenant");
                }
                yield new GraphObject("/v1.0/users/" + guid(id, "the user's id", "claims.subject must be oid"));
            }
            // An application is known by its client id; its object is found by that alternate key.
            case Principal.ServicePrincipal(var provider, var appId) ->
                new GraphObject("/v1.0/servicePrincipals(appId='"
                        + guid(appId, "the application's id", "it must be a client id") + "')");
            case Principal.Workload ignored -> throw nobody();
            case Principal.Claims ignored -> throw nobody();
            case Principal.Anonymous ignored -> throw nobody();
        };
    }

    private static String guid(String text, String what, String fix) {
        if (!GUID.matcher(text).matches()) {
            throw new DirectoryFailed(WhyUnknown.NO_PRINCIPAL, what + " is no GUID. Fix: " + fix + ".");
        }
        return text;
    }

    private static DirectoryFailed nobody() {
        return new DirectoryFailed(
                WhyUnknown.NO_PRINCIPAL, "Microsoft Graph knows users and applications, and this is neither");
    }
}
