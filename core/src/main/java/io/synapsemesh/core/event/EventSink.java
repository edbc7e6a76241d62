package io.synapsemesh.core.event;

import java.util.List;

/// Where events go. An implementation is safe for use by many threads.
///
/// When [#accept] returns, the event is *acknowledged*: no acknowledged event is lost. Decisions of the mapper,
/// issuance
/// and configuration are therefore accepted before they are answered.
@FunctionalInterface
public interface EventSink {
    /// @throws java.io.UncheckedIOException if the event cannot be kept; the caller then refuses what it was about to
    /// do
    void accept(Event event);

    /// Many of one kind, acknowledged together; an implementation that waits for a disk waits once.
    ///
    /// @throws java.io.UncheckedIOException if not all can be kept; some may have been
    default void acceptAll(List<? extends Event> events) {
        events.forEach(this::accept);
    }
}
