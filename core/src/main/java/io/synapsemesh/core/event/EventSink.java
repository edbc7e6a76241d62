package io.synapsemesh.core.event;

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
}
