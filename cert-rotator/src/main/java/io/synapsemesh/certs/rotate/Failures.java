package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A series of failed attempts: when the next one is due, and one word to the log and the audit for each new reason,
/// not for each retry.
record Failures(EventSink events, Clock clock, SecureRandom random, RotationPolicies policies) {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final int ERROR_CHARS_MAX = 1024;

    RenewalFailure after(WantedLeaf wanted, String message) {
        Instant now = clock.instant();
        String error = message.length() > ERROR_CHARS_MAX ? message.substring(0, ERROR_CHARS_MAX) : message;
        var before = wanted.failure();
        int attempts = before.map(RenewalFailure::attempts).orElse(0) + 1;
        var name = wanted.request().name();
        if (before.isEmpty() || !before.get().error().equals(error)) {
            LOG.warn("SYN0801 leaf not issued: identity={} attempts={} reason={}", name.text(), attempts, error);
            audit(name, error);
        }
        Instant retryAt =
                policies.of(name).drawRetry(now, attempts, wanted.request().lifetime(), random);
        return new RenewalFailure(before.map(RenewalFailure::since).orElse(now), attempts, retryAt, error);
    }

    /// Nothing was handed out, so a log that is away changes nothing.
    private void audit(LeafName name, String error) {
        try {
            events.accept(new Event.Issued(
                    clock.instant(),
                    name.identity(),
                    false,
                    error,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        } catch (RuntimeException e) {
            LOG.warn("the refusal could not be logged: identity={} reason={}", name.text(), e.getMessage());
        }
    }
}
