package io.synapsemesh.identity.group;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// One time for clocks and tickers, moved by hand. Starts near the end of what a ticker can count, where comparisons
/// without a difference go wrong.
public final class TestTime extends Clock implements LongSupplier {
    private static final long TICKER_START = Long.MAX_VALUE - 1_000;
    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

    private final AtomicLong passedNanos = new AtomicLong();

    public void pass(Duration time) {
        passedNanos.addAndGet(time.toNanos());
    }

    @Override
    public long getAsLong() {
        return TICKER_START + passedNanos.get();
    }

    @Override
    public Instant instant() {
        return START.plusNanos(passedNanos.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
