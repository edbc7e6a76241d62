package io.synapsemesh.identity.group.adapter;

import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.WhyUnknown;
import java.time.Duration;

/// The end of everything one look-up may take: credential, requests and bodies together.
public final class Deadline {
    private final Duration whole;
    private final long endNanos;

    private Deadline(Duration whole) {
        this.whole = whole;
        this.endNanos = System.nanoTime() + whole.toNanos();
    }

    public static Deadline in(Duration whole) {
        return new Deadline(whole);
    }

    /// @throws DirectoryFailed if nothing is left
    public long leftNanos() {
        long left = endNanos - System.nanoTime();
        if (left <= 0) {
            throw passed();
        }
        return left;
    }

    DirectoryFailed passed() {
        return new DirectoryFailed(WhyUnknown.SLOW, "no whole answer within " + whole.toMillis() + " ms");
    }
}
