package io.synapsemesh.simulator.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one workspace holds: assignments, artifacts, runs, Spark sessions. Tests seed it and look into it; requests
/// change it. Names of artifacts compare without case, as in Azure. Thread-safe.
public final class WorkspaceState {
    /// Entries of each collection; a request that would exceed it is refused with 507.
    public static final int ENTRIES_MAX = 10_000;

    private final String name;
    private final Map<String, RoleAssignment> assignments = new LinkedHashMap<>();
    private final Map<String, TreeMap<String, JsonNode>> artifacts = new LinkedHashMap<>();
    private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
    private final Map<String, List<ObjectNode>> spark = new LinkedHashMap<>();
    private int pageSize = 100;

    public WorkspaceState(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /// The ARM id that bodies carry; subscription and resource group are fixed.
    public String resourceId() {
        return "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/simulator"
                + "/providers/Microsoft.Synapse/workspaces/" + name;
    }

    /// Assigns a built-in role by name at `item` (`""` for the workspace, else like `bigDataPools/spark1`).
    public RoleAssignment assign(String role, String principalId, @Nullable String principalType, String item) {
        var definition = RoleDefinition.byName(role)
                .orElseThrow(() -> new IllegalArgumentException("no built-in role is named '" + role + "'"));
        String scope = "workspaces/" + name + (item.isEmpty() ? "" : "/" + item);
        var assignment =
                new RoleAssignment(UUID.randomUUID().toString(), definition.id(), principalId, scope, principalType);
        put(assignment);
        return assignment;
    }

    public synchronized void put(RoleAssignment assignment) {
        limit(assignments.size(), assignments.containsKey(AccessCheck.key(assignment.id())));
        assignments.put(AccessCheck.key(assignment.id()), assignment);
    }

    public synchronized List<RoleAssignment> assignments() {
        return List.copyOf(assignments.values());
    }

    synchronized Optional<RoleAssignment> assignment(String id) {
        return Optional.ofNullable(assignments.get(AccessCheck.key(id)));
    }

    synchronized boolean removeAssignment(String id) {
        return assignments.remove(AccessCheck.key(id)) != null;
    }

    /// Rows of one page of `GET /roleAssignments`; 100 until set.
    public synchronized void pageSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a page has at least one row, not " + rows);
        }
        pageSize = rows;
    }

    synchronized int pageSize() {
        return pageSize;
    }

    AccessCheck access() {
        return new AccessCheck(name, assignments());
    }

    /// Stores an artifact of `kind` (`pipelines`, `linkedServices` …) with its whole body.
    public synchronized void putArtifact(String kind, String artifact, JsonNode body) {
        var ofKind = artifacts.computeIfAbsent(kind, _ -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
        limit(ofKind.size(), ofKind.containsKey(artifact));
        ofKind.put(artifact, body);
    }

    public synchronized Optional<JsonNode> artifact(String kind, String artifact) {
        return Optional.ofNullable(artifacts.get(kind)).map(ofKind -> ofKind.get(artifact));
    }

    synchronized List<JsonNode> artifacts(String kind) {
        var ofKind = artifacts.get(kind);
        return ofKind == null ? List.of() : List.copyOf(ofKind.values());
    }

    synchronized boolean removeArtifact(String kind, String artifact) {
        var ofKind = artifacts.get(kind);
        return ofKind != null && ofKind.remove(artifact) != null;
    }

    synchronized void putRun(String runId, ObjectNode run) {
        limit(runs.size(), runs.containsKey(runId));
        runs.put(runId, run);
    }

    synchronized Optional<ObjectNode> run(String runId) {
        return Optional.ofNullable(runs.get(runId)).map(ObjectNode::deepCopy);
    }

    synchronized List<ObjectNode> runs() {
        return runs.values().stream().map(ObjectNode::deepCopy).toList();
    }

    /// Adds to the list `key` (a pool's sessions, a session's statements); the id is its index.
    synchronized ObjectNode addSpark(String key, ObjectNode entry) {
        var list = spark.computeIfAbsent(key, _ -> new ArrayList<>());
        limit(list.size(), false);
        entry.put("id", list.size());
        list.add(entry);
        return entry.deepCopy();
    }

    synchronized List<ObjectNode> spark(String key) {
        return spark.getOrDefault(key, List.of()).stream()
                .map(ObjectNode::deepCopy)
                .toList();
    }

    synchronized boolean setSparkState(String key, int id, String state) {
        var list = spark.getOrDefault(key, List.of());
        if (id < 0 || id >= list.size()) {
            return false;
        }
        list.get(id).put("state", state);
        return true;
    }

    private static void limit(int size, boolean replaces) {
        if (size >= ENTRIES_MAX && !replaces) {
            throw new WorkspaceFull();
        }
    }
}
