package io.synapsemesh.controlplane.audit;

import io.synapsemesh.core.event.Event;
import java.util.Locale;
import java.util.Optional;

/// Where an event stands in OCSF 1.5.0: class, its category (the thousands of the class) and activity.
///
/// API Activity (6003) for what a request did, Network Activity (4001) for a connection without one, Entity Management
/// (3004) for certificates, secrets, documents and other domains' bundles, Authentication
/// (3002) for a proxy that comes to the port, Device Config State Change (5019) for what a proxy took or refused.
record OcsfClass(int uid, int activity) {
    private static final int API_ACTIVITY = 6003;
    private static final int NETWORK_ACTIVITY = 4001;
    private static final int ENTITY_MANAGEMENT = 3004;
    private static final int AUTHENTICATION = 3002;
    private static final int CONFIG_STATE_CHANGE = 5019;
    private static final int OTHER = 99;

    static OcsfClass of(Event event) {
        return switch (event) {
            case Event.Decided decided ->
                decided.endpoint().equals("dev")
                        ? new OcsfClass(API_ACTIVITY, activity(decided.operation()))
                        : new OcsfClass(NETWORK_ACTIVITY, decided.allowed() ? 1 : 5);
            case Event.Issued ignored -> new OcsfClass(ENTITY_MANAGEMENT, 1);
            case Event.SecretServed ignored -> new OcsfClass(ENTITY_MANAGEMENT, 2);
            case Event.Rotated ignored -> new OcsfClass(ENTITY_MANAGEMENT, 3);
            case Event.RootRotated ignored -> new OcsfClass(ENTITY_MANAGEMENT, 3);
            case Event.Federated federated -> new OcsfClass(ENTITY_MANAGEMENT, believed(federated.change()));
            case Event.Login ignored -> new OcsfClass(AUTHENTICATION, 1);
            case Event.Configured configured -> new OcsfClass(ENTITY_MANAGEMENT, change(configured.change()));
            case Event.Acked ignored -> new OcsfClass(CONFIG_STATE_CHANGE, 1);
            case Event.Nacked ignored -> new OcsfClass(CONFIG_STATE_CHANGE, 1);
        };
    }

    int category() {
        return uid / 1000;
    }

    int type() {
        return uid * 100 + activity;
    }

    private static int activity(Optional<String> operation) {
        String method = operation.orElse("").split(" ", 2)[0].toUpperCase(Locale.ROOT);
        return switch (method) {
            case "POST" -> 1;
            case "GET", "HEAD" -> 2;
            case "PUT", "PATCH" -> 3;
            case "DELETE" -> 4;
            default -> OTHER;
        };
    }

    private static int change(String change) {
        return switch (change) {
            case "added" -> 1;
            case "changed" -> 3;
            case "removed" -> 4;
            default -> OTHER;
        };
    }

    private static int believed(String change) {
        return switch (change) {
            case "accepted" -> 1;
            case "changed" -> 3;
            case "removed" -> 4;
            default -> OTHER;
        };
    }
}
