package io.synapsemesh.certs.issuer;

/// How a peer misbehaves until it is told otherwise. A peer that cannot do one says so in its row.
public enum Fault {
    NONE,
    /// A good leaf under a root nobody configured.
    WRONG_CHAIN,
    /// A good chain, but the leaf is for another key.
    WRONG_KEY,
    /// A leaf that ended an hour ago.
    EXPIRED,
    /// Success without content.
    EMPTY_ANSWER,
    /// Success with ten million bytes.
    HUGE_ANSWER,
    /// Takes the request and says nothing for 30 seconds.
    SLOW,
    /// Begins to answer and does not go on for 30 seconds.
    STALLED,
    /// 429 with `Retry-After: 7`, or what the protocol has in its place.
    RATE_LIMITED,
    /// 429 with `Retry-After: 86400`.
    RATE_LIMITED_FOR_DAYS,
    SERVER_ERROR,
    /// The same address shows a certificate of another CA.
    TLS_SWAPPED,
    /// Nobody listens.
    AWAY
}
