package io.synapsemesh.certs.store.remote;

import java.util.Optional;

/// What every store is put through; [StoreConformance] says what must come of it.
public enum StoreCase {
    KEEPS("read, write, replace, delete, names"),
    NAMES("names map both ways"),
    LARGEST("the largest content, and one byte more"),
    STALE_WRITER("a writer that did not see the last write"),
    CONCURRENT("concurrent writers"),
    TORN_WRITE("a write cut at each of its calls, before and after it took effect"),
    FORBIDDEN(StoreFault.FORBIDDEN),
    RATE_LIMITED(StoreFault.RATE_LIMITED),
    SERVER_ERROR(StoreFault.SERVER_ERROR),
    SLOW(StoreFault.SLOW),
    STALLED(StoreFault.STALLED),
    TORN_ANSWER(StoreFault.TORN_ANSWER),
    EMPTY_ANSWER(StoreFault.EMPTY_ANSWER),
    WRONG_CONTENT_TYPE(StoreFault.WRONG_CONTENT_TYPE),
    FOREIGN_NOT_FOUND(StoreFault.FOREIGN_NOT_FOUND),
    HUGE_ANSWER(StoreFault.HUGE_ANSWER),
    TLS_SWAPPED(StoreFault.TLS_SWAPPED),
    OUTAGE(StoreFault.AWAY);

    private final String title;
    private final Optional<StoreFault> fault;

    StoreCase(String title) {
        this.title = title;
        this.fault = Optional.empty();
    }

    StoreCase(StoreFault fault) {
        this.title = fault.title();
        this.fault = Optional.of(fault);
    }

    public String title() {
        return title;
    }

    /// What the far side does meanwhile; nothing for the cases of a good day.
    public Optional<StoreFault> fault() {
        return fault;
    }
}
