package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.pipeline.TokenKeys;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.identity.decide.Memberships;
import io.synapsemesh.identity.exchange.Authorities;
import io.synapsemesh.identity.exchange.ExchangeLimits;
import io.synapsemesh.identity.exchange.FederatedToken;
import io.synapsemesh.identity.exchange.HeldTokens;
import io.synapsemesh.identity.exchange.LazyTokenSource;
import io.synapsemesh.identity.exchange.SecretFiles;
import io.synapsemesh.identity.exchange.SynapseTokens;
import io.synapsemesh.identity.exchange.adapter.azure.AzureSettings;
import io.synapsemesh.identity.exchange.adapter.azure.AzureTokenSource;
import io.synapsemesh.identity.group.LookupCounters;
import io.synapsemesh.identity.token.StoredKeys;
import io.synapsemesh.identity.token.TokenReader;
import io.synapsemesh.identity.token.TokenVerifier;
import io.synapsemesh.identity.token.VerifiedTokens;
import java.util.List;
import java.util.SortedMap;

/// Who callers are: mesh tokens are read with the providers in force and the very keys that are rendered for proxies,
/// and
/// directories are asked about groups. A provider counts here from the moment the pipeline learns of it, before
/// anything
/// made from it is published. Also the tokens that callers get for Synapse.
final class CallerDesk implements TokenKeys, AutoCloseable {
    private final Closing closing = new Closing();
    private final KeyDesk keys;
    private final TokenVerifier verifier;
    private final VerifiedTokens reader;
    private final HeldTokens tokens;
    private final GroupDesk groups;

    CallerDesk(KeyDesk keys, Settings settings, DecisionMeters meters) {
        this.keys = keys;
        this.verifier = new TokenVerifier(new StoredKeys(keys.store()), settings.clock());
        this.reader = new VerifiedTokens(verifier, settings.clock(), VerifiedTokens.BYTES_MAX);
        AzureAccess access = settings.azure();
        var secrets = new SecretFiles(access.secrets());
        var trust = settings.keyTrust().context();
        // Opens no SDK before somebody wants a token.
        var source = closing.add(new LazyTokenSource(
                () -> AzureTokenSource.open(new AzureSettings(
                        trust,
                        access.metadata(),
                        secrets,
                        new FederatedToken(access.federatedToken()),
                        settings.clock(),
                        AzureSettings.DEADLINE)),
                "com.azure:azure-identity"));
        this.tokens = closing.add(new HeldTokens(
                source,
                new Authorities(access.authority()),
                settings.clock(),
                ExchangeLimits.STANDARD,
                meters::fetched));
        this.groups = closing.add(
                new GroupDesk(access, trust, tokens, secrets, new LookupCounters(meters), settings.clock()));
    }

    TokenReader reader() {
        return reader;
    }

    Memberships memberships() {
        return groups;
    }

    SynapseTokens synapseTokens() {
        return tokens;
    }

    @Override
    public void want(List<Provider> providers) {
        keys.want(providers);
        verifier.believe(providers);
        groups.believe(providers);
    }

    @Override
    public SortedMap<String, String> of(Provider provider) {
        return keys.of(provider);
    }

    @Override
    public void close() {
        closing.close();
    }
}
