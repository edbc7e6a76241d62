package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.pipeline.TokenKeys;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.identity.token.StoredKeys;
import io.synapsemesh.identity.token.TokenReader;
import io.synapsemesh.identity.token.TokenVerifier;
import io.synapsemesh.identity.token.VerifiedTokens;
import java.time.Clock;
import java.util.List;
import java.util.SortedMap;

/// Reads mesh tokens with the providers in force and the keys of the [KeyDesk]: the very ones that are rendered for
/// proxies. A provider counts here from the moment the pipeline learns of it, before anything made from it is published.
final class CallerTokens implements TokenKeys {
    private final KeyDesk keys;
    private final TokenVerifier verifier;
    private final VerifiedTokens reader;

    CallerTokens(KeyDesk keys, Clock clock) {
        this.keys = keys;
        this.verifier = new TokenVerifier(new StoredKeys(keys.store()), clock);
        this.reader = new VerifiedTokens(verifier, clock, VerifiedTokens.BYTES_MAX);
    }

    TokenReader reader() {
        return reader;
    }

    @Override
    public void want(List<Provider> providers) {
        keys.want(providers);
        verifier.believe(providers);
    }

    @Override
    public SortedMap<String, String> of(Provider provider) {
        return keys.of(provider);
    }
}
