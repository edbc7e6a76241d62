package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.history.HistoryEntry;
import io.synapsemesh.certs.history.LeafHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The history of leaves whose keys are with their owners, many lines to one write: at each look, and when there are
/// [#WAITING_MAX]. What a caller must not get without is in the audit log already, so a process that is killed loses
/// the last lines of the history and no evidence. Safe for many threads.
final class RequestedHistory {
    static final int WAITING_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(RequestedHistory.class);

    private final LeafHistory history;
    private final List<HistoryEntry> waiting = new ArrayList<>();

    RequestedHistory(LeafHistory history) {
        this.history = history;
    }

    /// @throws java.io.UncheckedIOException if the most are waiting and the disk does not take them
    synchronized void note(LeafName name, CertificateChain chain, Instant issuedAt) {
        if (waiting.size() >= WAITING_MAX) {
            write();
        }
        waiting.add(HistoryEntry.of(name, chain, issuedAt));
    }

    /// What cannot be written now is written by a later call.
    synchronized void flush() {
        try {
            write();
        } catch (RuntimeException e) {
            LOG.warn("lines of the history wait for the disk: lines={} reason={}", waiting.size(), e.getMessage());
        }
    }

    private void write() {
        if (!waiting.isEmpty()) {
            history.append(waiting);
            waiting.clear();
        }
    }
}
