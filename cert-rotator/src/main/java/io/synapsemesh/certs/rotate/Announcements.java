package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.gate.BundleGate;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the listener has taken so far. The only place that hands a leaf or a bundle on; what the listener failed to
/// take is handed to it again at the next look, so a lost event delays a leaf by one look and no more.
///
/// A bundle passes its gate here; a leaf has passed it before it is given ([WantedLeaf#showable]).
final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final CertificateListener listener;
    private final Map<LeafName, String> leaves = new HashMap<>();
    private final Map<LeafName, WantedLeaf.Standing> standings = new HashMap<>();
    private final Set<LeafName> gone = new HashSet<>();
    private @Nullable TrustBundle bundle;
    private Optional<String> refused = Optional.empty();

    Announcements(CertificateListener listener) {
        this.listener = listener;
    }

    void leaf(Leaf leaf) {
        String serial = leaf.chain().serial();
        if (!serial.equals(leaves.get(leaf.name())) && told(() -> listener.leafChanged(leaf))) {
            leaves.put(leaf.name(), serial);
            gone.remove(leaf.name());
        }
    }

    void standing(LeafName name, WantedLeaf.Standing standing) {
        var before = standings.get(name);
        if (!standing.equals(before) && told(() -> listener.standingChanged(name))) {
            standings.put(name, standing);
            boolean wasLow = before != null && before.budget() == CertificateStatus.Budget.LOW;
            if (standing.budget() == CertificateStatus.Budget.LOW && !wasLow) {
                LOG.warn(
                        "{} the outage budget is low: identity={} state={} reason={}",
                        Code.SYN0804,
                        name.text(),
                        standing.state().text(),
                        standing.error().orElse("none"));
            }
        }
    }

    void forgotten(LeafName name) {
        leaves.remove(name);
        standings.remove(name);
        gone.add(name);
        repeat();
    }

    /// Says again what was not taken.
    void repeat() {
        for (LeafName name : List.copyOf(gone)) {
            if (told(() -> listener.leafForgotten(name))) {
                gone.remove(name);
            }
        }
    }

    void bundle(TrustBundle present, Instant now) {
        if (bundle != null && bundle.contentHash().equals(present.contentHash())) {
            refused = Optional.empty();
            return;
        }
        var objections = BundleGate.check(present, now);
        if (!objections.isEmpty()) {
            if (!refused.equals(Optional.of(present.contentHash()))) {
                refused = Optional.of(present.contentHash());
                LOG.error(
                        "{} a trust bundle may not be pushed, the last good one stays: trustDomain={} reason={}",
                        Code.SYN0802,
                        present.trustDomain(),
                        objections);
            }
        } else if (told(() -> listener.bundleChanged(present))) {
            refused = Optional.empty();
            bundle = present;
        }
    }

    /// The roots that verifiers of SVIDs were given.
    Optional<Anchors> pushed() {
        return Optional.ofNullable(bundle).map(TrustBundle::anchors);
    }

    /// A listener that fails is wrong, but it must not keep the other leaves from being renewed.
    private static boolean told(Runnable change) {
        try {
            change.run();
            return true;
        } catch (RuntimeException e) {
            LOG.error("a listener of certificates failed and is told again", e);
            return false;
        }
    }
}
