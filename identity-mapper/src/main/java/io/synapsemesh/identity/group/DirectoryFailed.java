package io.synapsemesh.identity.group;

import java.time.Duration;
import java.util.Optional;

/// A directory was asked and its answer is not known. The message is for people and holds neither body nor token.
public final class DirectoryFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final WhyUnknown why;
    private final transient Optional<Duration> retryAfter;

    public DirectoryFailed(WhyUnknown why, String message) {
        this(why, message, Optional.empty());
    }

    /// @param retryAfter how long the directory wants to be left alone
    public DirectoryFailed(WhyUnknown why, String message, Optional<Duration> retryAfter) {
        super(message);
        this.why = why;
        this.retryAfter = retryAfter;
    }

    public WhyUnknown why() {
        return why;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter == null ? Optional.empty() : retryAfter;
    }
}
