package io.synapsemesh.identity.exchange;

import java.time.Duration;
import java.time.Instant;

/// A token with the times that follow from it. A new one is asked for after two thirds of its life, or five minutes
/// before
/// its end if that is earlier: an outage of Entra may then last a third of a life before anybody notices.
///
/// @param usableUntil not to be given out from then on
record HeldToken(SynapseToken.Token token, Instant refreshAt, Instant usableUntil) {
    private static final Duration BEFORE_END = Duration.ofMinutes(5);

    static HeldToken of(SynapseToken.Token token, Instant now, Instant bound) {
        Instant end = earlier(token.expiresAt(), bound);
        Duration life = Duration.between(now, end);
        Instant twoThirds = now.plus(life.multipliedBy(2).dividedBy(3));
        Instant beforeEnd = end.minus(BEFORE_END);
        // A life of minutes has no five to spare: then two thirds alone.
        Instant refresh = beforeEnd.isAfter(now) ? earlier(twoThirds, beforeEnd) : twoThirds;
        // Beyond the bound the next token comes with a new assertion, under another key: no use in asking for it.
        Instant at = bound.isBefore(token.expiresAt()) ? end : refresh;
        return new HeldToken(token, at, end.minus(ExchangeLimits.MARGIN));
    }

    boolean isUsable(Instant now) {
        return now.isBefore(usableUntil);
    }

    boolean wantsRefresh(Instant now) {
        return !now.isBefore(refreshAt);
    }

    int weight() {
        return token.token().length() + ExchangeLimits.ENTRY_BYTES;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
