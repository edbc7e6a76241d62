package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.demo.EnvoyAdmin;
import java.util.Map;

/// What Envoy itself counted on one `dev` endpoint: a second witness besides the answers.
///
/// @param allowed by the filter that carries the verdict out
/// @param verdictAllowed by the verdict alone, which enforcement Audit does not carry out
/// @param asked answers of the identity-mapper that allowed
/// @param askedDenied answers of the identity-mapper that denied
/// @param upstream requests that went on to Synapse
/// @param refused answers of 4xx
record GatewayCounts(
        long allowed,
        long denied,
        long verdictAllowed,
        long verdictDenied,
        long asked,
        long askedDenied,
        long upstream,
        long refused) {
    private static final String NAMES = "^(http|cluster\\.synapse)[./]%s/%s/dev\\."
            + "(rbac\\.(allowed|denied|pre_\\.shadow_(allowed|denied))|ext_authz\\.(ok|denied)|upstream_rq_total|downstream_rq_4xx)$";

    static GatewayCounts read(EnvoyAdmin admin, World world) {
        Map<String, Long> stats = admin.stats(NAMES.formatted(World.NAMESPACE, world.name()));
        String endpoint = World.NAMESPACE + "/" + world.name() + "/" + Endpoint.DEV.slug() + ".";
        String http = "http." + endpoint;
        return new GatewayCounts(
                value(stats, http + "rbac.allowed"),
                value(stats, http + "rbac.denied"),
                value(stats, http + "rbac.pre_.shadow_allowed"),
                value(stats, http + "rbac.pre_.shadow_denied"),
                value(stats, http + "ext_authz.ok"),
                value(stats, http + "ext_authz.denied"),
                value(stats, "cluster.synapse/" + endpoint + "upstream_rq_total"),
                value(stats, http + "downstream_rq_4xx"));
    }

    GatewayCounts plus(GatewayCounts other) {
        return new GatewayCounts(
                allowed + other.allowed,
                denied + other.denied,
                verdictAllowed + other.verdictAllowed,
                verdictDenied + other.verdictDenied,
                asked + other.asked,
                askedDenied + other.askedDenied,
                upstream + other.upstream,
                refused + other.refused);
    }

    /// A misspelt name must not count as 0.
    private static long value(Map<String, Long> stats, String name) {
        Long value = stats.get(name);
        if (value == null) {
            throw new IllegalStateException("Envoy has no stat " + name + " among " + stats.keySet());
        }
        return value;
    }
}
