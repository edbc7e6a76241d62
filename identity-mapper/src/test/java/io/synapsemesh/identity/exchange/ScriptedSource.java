package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// Gives numbered tokens, or what it is told to; can be held up.
final class ScriptedSource implements TokenSource {
    static final Duration LIFE = Duration.ofMinutes(75);

    private final Clock clock;
    private final List<TokenRequest> asked = new CopyOnWriteArrayList<>();
    private volatile Function<TokenRequest, SynapseToken> script;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    ScriptedSource(Clock clock) {
        this.clock = clock;
        this.script = _ -> token("token-" + asked.size());
    }

    void answers(SynapseToken outcome) {
        script = _ -> outcome;
    }

    void script(Function<TokenRequest, SynapseToken> next) {
        script = next;
    }

    /// Until the latch is counted down nothing is answered.
    CountDownLatch holdUp() {
        gate = new CountDownLatch(1);
        return gate;
    }

    List<TokenRequest> asked() {
        return asked;
    }

    SynapseToken.Token token(String text) {
        return token(text, LIFE);
    }

    SynapseToken.Token token(String text, Duration life) {
        return new SynapseToken.Token(
                SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)),
                clock.instant().plus(life));
    }

    @Override
    public SynapseToken fetch(TokenRequest request) {
        asked.add(request);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return script.apply(request);
    }
}
