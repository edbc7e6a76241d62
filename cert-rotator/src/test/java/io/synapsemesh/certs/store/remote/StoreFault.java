package io.synapsemesh.certs.store.remote;

/// How the far side of a store misbehaves until it is told otherwise.
public enum StoreFault {
    NONE("works"),
    /// The service's own "you may not".
    FORBIDDEN("forbidden"),
    /// 429 with `Retry-After: 7`.
    RATE_LIMITED("429 with Retry-After"),
    /// 429 with `Retry-After: 86400`.
    RATE_LIMITED_FOR_DAYS("429 for a day"),
    SERVER_ERROR("500"),
    /// Takes the request and says nothing for 30 seconds.
    SLOW("slow"),
    /// Says the beginning of an answer and nothing more for 30 seconds.
    STALLED("stalled half-way"),
    /// 200 with half of the right answer, and the connection closed.
    TORN_ANSWER("torn answer"),
    /// 200 without content.
    EMPTY_ANSWER("empty answer"),
    /// 200 with a login page.
    WRONG_CONTENT_TYPE("wrong content type"),
    /// 404 with the page of some other server: it is not the service that says "not there".
    FOREIGN_NOT_FOUND("somebody else's 404"),
    /// 200 with ten million bytes.
    HUGE_ANSWER("10 MB answer"),
    /// The same address shows a certificate of another CA.
    TLS_SWAPPED("TLS certificate swapped"),
    /// Nobody listens.
    AWAY("outage and recovery");

    private final String title;

    StoreFault(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
