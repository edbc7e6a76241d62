package io.synapsemesh.e2e.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Whoever rotates the mesh root: through the admin API, as `certs rotate-root` does.
final class RootOperator {
    static final String STABLE = "Stable";
    static final String PREPARED = "Prepared";
    static final String ACTIVATED = "Activated";

    private static final Duration STEP_WITHIN = Duration.ofSeconds(90);

    private final Supplier<Admin> admin;

    RootOperator(Supplier<Admin> admin) {
        this.admin = admin;
    }

    void start() {
        order("start", List.of());
    }

    void skip(String member) {
        order("start", List.of(member));
    }

    void rollBack() {
        order("rollback", List.of());
    }

    /// Ends the rotation without the wait for old connections, once every leaf is replaced and taken.
    void retire() {
        org.awaitility.Awaitility.await()
                .atMost(STEP_WITHIN)
                .until(() -> !item().path("rotation").path("reissuedAt").isMissingNode()
                        && !item().path("rotation").path("reissuedAt").isNull());
        order("revoke", List.of());
        await(STABLE);
    }

    void await(String phase) {
        try {
            org.awaitility.Awaitility.await().atMost(STEP_WITHIN).until(() -> phase().equals(phase));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("the rotation is not " + phase + ": " + item(), e);
        }
    }

    String phase() {
        return item().path("phase").asText();
    }

    /// SHA-256 of the root that signs.
    String root() {
        return item().path("current").path("sha256").asText();
    }

    /// Who holds up the next step, by name.
    List<String> waiting() {
        var names = new ArrayList<String>();
        item().path("rotation").path("waiting").forEach(name -> names.add(name.asText()));
        return names;
    }

    List<String> laggards() {
        var names = new ArrayList<String>();
        item().path("rotation").path("gate").path("laggards").forEach(name -> names.add(name.asText()));
        return names;
    }

    JsonNode item() {
        for (JsonNode item : admin.get().get("/api/v1/certs/roots").path("items")) {
            if (item.path("authority").asText().equals("mesh")) {
                return item;
            }
        }
        throw new IllegalStateException("the mesh has no root");
    }

    private void order(String action, List<String> skip) {
        admin.get()
                .post(
                        "/api/v1/certs/roots/rotate",
                        Map.of("authority", "mesh", "action", action, "reason", "a test", "skip", skip));
    }
}
