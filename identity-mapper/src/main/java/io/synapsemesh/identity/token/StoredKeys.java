package io.synapsemesh.identity.token;

import io.synapsemesh.identity.jwks.JwksQuery;
import io.synapsemesh.identity.jwks.JwksResult;
import io.synapsemesh.identity.jwks.JwksStore;
import java.util.concurrent.ConcurrentHashMap;

/// The keys of a [JwksStore], parsed once for each change of their text.
public final class StoredKeys implements IssuerKeys {
    private final JwksStore store;
    private final ConcurrentHashMap<JwksQuery, Parsed> parsed = new ConcurrentHashMap<>();

    private record Parsed(String json, KeyRing ring) {}

    public StoredKeys(JwksStore store) {
        this.store = store;
    }

    @Override
    public KeyRing of(JwksQuery query) {
        return ring(query, store.result(query));
    }

    @Override
    public KeyRing unknownKey(JwksQuery query, String kid) {
        return ring(query, store.unknownKey(query, kid));
    }

    private KeyRing ring(JwksQuery query, JwksResult result) {
        return switch (result) {
            case JwksResult.Fresh fresh -> ring(query, fresh.json());
            case JwksResult.Stale stale -> ring(query, stale.json());
            case JwksResult.Missing ignored -> {
                parsed.remove(query);
                yield KeyRing.none();
            }
        };
    }

    private KeyRing ring(JwksQuery query, String json) {
        Parsed known = parsed.get(query);
        if (known != null && known.json().equals(json)) {
            return known.ring();
        }
        if (parsed.size() >= 2 * JwksStore.QUERIES_MAX) {
            // Queries of documents that are gone; those in force are parsed anew.
            parsed.clear();
        }
        return parsed.compute(
                        query,
                        (unused, before) -> before != null && before.json().equals(json)
                                ? before
                                : new Parsed(json, KeyRing.parse(json)))
                .ring();
    }
}
