package io.synapsemesh.xds.serve;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// From where each credential is in use now (rules.md B, "Node tokens"). At most one entry an open call. Safe for many
/// threads.
final class LiveAddresses {
    private final Map<String, TreeMap<String, Integer>> byCredential = new HashMap<>();

    /// @return an address the credential is in use from besides, if this one is new
    synchronized Optional<String> opened(String credentialId, String address) {
        var calls = byCredential.computeIfAbsent(credentialId, _ -> new TreeMap<>());
        Optional<String> other = calls.isEmpty() ? Optional.empty() : Optional.of(calls.firstKey());
        return calls.merge(address, 1, Integer::sum) == 1 ? other : Optional.empty();
    }

    synchronized void closed(String credentialId, String address) {
        byCredential.computeIfPresent(credentialId, (_, calls) -> {
            calls.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
            return calls.isEmpty() ? null : calls;
        });
    }
}
