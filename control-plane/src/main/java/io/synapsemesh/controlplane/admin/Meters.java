package io.synapsemesh.controlplane.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/// The metrics of the process, by the names of `core.metric.Metrics`. Safe for many threads; counting never blocks.
public final class Meters {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, AtomicLong> levels = new ConcurrentHashMap<>();

    /// @param tags label, value, label, value…
    public void count(String name, long amount, String... tags) {
        Counter.builder(name).tags(tags).register(registry).increment(amount);
    }

    /// For what is counted thousands of times a second: looked up once.
    ///
    /// @param tags label, value, label, value…
    public LongConsumer counter(String name, String... tags) {
        var counter = Counter.builder(name).tags(tags).register(registry);
        return counter::increment;
    }

    /// Likewise, in nanoseconds.
    public LongConsumer timer(String name) {
        var timer = Timer.builder(name).register(registry);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /// Moves a gauge up or down.
    public void move(String name, long amount, String... tags) {
        level(name, tags).addAndGet(amount);
    }

    public void set(String name, long value, String... tags) {
        level(name, tags).set(value);
    }

    public void time(String name, Duration duration) {
        Timer.builder(name).register(registry).record(duration);
    }

    /// @param tags label, value, label, value…
    public void gauge(String name, DoubleSupplier value, String... tags) {
        Gauge.builder(name, value::getAsDouble).tags(tags).register(registry);
    }

    /// The Prometheus text format.
    public String scrape() {
        return registry.scrape();
    }

    private AtomicLong level(String name, String... tags) {
        return levels.computeIfAbsent(
                name + Tags.of(tags).stream().map(Tag::toString).toList(), _ -> {
                    var level = new AtomicLong();
                    Gauge.builder(name, level, AtomicLong::get).tags(tags).register(registry);
                    return level;
                });
    }
}
