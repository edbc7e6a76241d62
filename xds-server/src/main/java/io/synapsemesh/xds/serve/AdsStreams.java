package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open ADS streams by view, so that a change finds the streams it concerns and touches no other.
final class AdsStreams {
    private final Map<DocumentRef, Set<AdsStream>> byProxy = new ConcurrentHashMap<>();

    /// @return whether there was room; the count and the addition are one step
    boolean add(AdsStream stream) {
        int most = stream.peer().replicas().orElse(Integer.MAX_VALUE);
        return byProxy.compute(stream.peer().proxy(), (_, streams) -> {
                    Set<AdsStream> all = streams == null ? ConcurrentHashMap.newKeySet() : streams;
                    if (all.size() < most) {
                        all.add(stream);
                    }
                    return all;
                })
                .contains(stream);
    }

    void remove(AdsStream stream) {
        byProxy.computeIfPresent(stream.peer().proxy(), (_, streams) -> {
            streams.remove(stream);
            return streams.isEmpty() ? null : streams;
        });
    }

    Set<AdsStream> of(DocumentRef proxy) {
        return byProxy.getOrDefault(proxy, Set.of());
    }

    Set<DocumentRef> proxies() {
        return byProxy.keySet();
    }

    List<AdsStream> all() {
        List<AdsStream> all = new ArrayList<>();
        byProxy.values().forEach(all::addAll);
        return all;
    }
}
