package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.controlplane.pipeline.TokenKeys;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.identity.jwks.Fetcher;
import io.synapsemesh.identity.jwks.JwksArchive;
import io.synapsemesh.identity.jwks.JwksListener;
import io.synapsemesh.identity.jwks.JwksLoop;
import io.synapsemesh.identity.jwks.JwksQueries;
import io.synapsemesh.identity.jwks.JwksQuery;
import io.synapsemesh.identity.jwks.JwksResult;
import io.synapsemesh.identity.jwks.JwksStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of the declared providers, kept by a [JwksStore] and handed to the pipeline issuer by issuer.
final class KeyDesk implements TokenKeys, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyDesk.class);

    private final JwksStore store;
    private final ExecutorService fetching;
    private final Clock clock;
    private volatile @Nullable JwksLoop loop;

    /// @param changed called when keys came, changed or went
    KeyDesk(Fetcher fetcher, JwksArchive archive, Runnable changed, Meters meters, Clock clock, SecureRandom random) {
        this.fetching = Executors.newVirtualThreadPerTaskExecutor();
        this.store = new JwksStore(fetcher, archive, new Told(changed, meters), fetching, clock, random);
        this.clock = clock;
    }

    JwksStore store() {
        return store;
    }

    /// Begins to refresh in the background.
    void start() {
        loop = JwksLoop.start(store, clock);
    }

    @Override
    public void want(List<Provider> providers) {
        var queries = new LinkedHashSet<JwksQuery>();
        for (Provider provider : providers) {
            for (Provider.Issuer issuer : provider.issuers()) {
                JwksQueries.of(provider, issuer).ifPresent(queries::add);
            }
        }
        store.want(queries);
        JwksLoop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public SortedMap<String, String> of(Provider provider) {
        var byIssuer = new TreeMap<String, String>();
        for (Provider.Issuer issuer : provider.issuers()) {
            JwksQueries.of(provider, issuer).map(store::result).ifPresent(result -> {
                switch (result) {
                    case JwksResult.Fresh fresh -> byIssuer.put(issuer.url(), fresh.json());
                    case JwksResult.Stale stale -> byIssuer.put(issuer.url(), stale.json());
                    case JwksResult.Missing ignored -> {
                        // Without keys every token of the issuer is refused.
                    }
                }
            });
        }
        return byIssuer;
    }

    @Override
    public void close() {
        JwksLoop running = loop;
        if (running != null) {
            running.close();
        }
        fetching.shutdownNow();
    }

    private record Told(Runnable changed, Meters meters) implements JwksListener {
        @Override
        public void changed(JwksQuery query, JwksResult result) {
            report(query, result);
            changed.run();
        }

        @Override
        public void fetched(JwksQuery query, Optional<String> failure) {
            meters.count(Metrics.JWKS_FETCHES, 1, "outcome", failure.isEmpty() ? "good" : "failed");
        }
    }

    private static void report(JwksQuery query, JwksResult result) {
        switch (result) {
            case JwksResult.Fresh ignored -> LOG.info("keys are fresh: provider={}", query.provider());
            case JwksResult.Stale stale ->
                LOG.warn(
                        "SYN0901 keys are stale: provider={} since={} reason={}",
                        query.provider(),
                        stale.since(),
                        stale.why());
            case JwksResult.Missing missing ->
                LOG.warn("SYN0901 there are no keys: provider={} reason={}", query.provider(), missing.why());
        }
    }
}
