package io.synapsemesh.identity.group;

import io.synapsemesh.core.caller.Principal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SYN0903 lines, at most one for each cause in ten seconds: a directory that is away fails for every caller.
final class UnknownLog {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLookups.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private final Map<WhyUnknown, Written> written = new EnumMap<>(WhyUnknown.class);

    private record Written(long atNanos, long left) {}

    UnknownLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void warn(String provider, Principal principal, GroupAnswer.Unknown unknown) {
        long left;
        synchronized (this) {
            Written before = written.get(unknown.cause());
            long now = nanos.getAsLong();
            if (before != null && now - before.atNanos() < PAUSE_NANOS) {
                written.put(unknown.cause(), new Written(before.atNanos(), before.left() + 1));
                return;
            }
            left = before == null ? 0 : before.left();
            written.put(unknown.cause(), new Written(now, 0));
        }
        LOG.warn(
                "SYN0903 groups unknown: provider={} principal={} cause={} reason={} alsoSinceLast={}",
                provider,
                printable(principal.print()),
                unknown.cause().word(),
                printable(unknown.why()),
                left);
    }

    /// An id of a token or a word of a server starts no line of its own.
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
