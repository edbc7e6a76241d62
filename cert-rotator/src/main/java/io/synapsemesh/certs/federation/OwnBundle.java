package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.store.ByteStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our own bundle for whoever federates with us. Its sequence grows when the content changes and only then, also over
/// restarts: it is on the disk before anybody is shown it.
///
/// A new sequence is at least the seconds of the epoch, so that it still grows when the data directory was lost or set
/// back to an older copy, which a peer would otherwise refuse for ever. Safe for many threads.
public final class OwnBundle {
    /// How often peers should ask (SPIFFE Trust Domain and Bundle section 4.1.2, the recommended five minutes).
    public static final Duration REFRESH_HINT = Duration.ofMinutes(5);

    static final String FILE = "own";

    private static final Logger LOG = LoggerFactory.getLogger(OwnBundle.class);

    private final ByteStore store;
    private final Clock clock;
    private @Nullable Published last;

    /// @param json what is served
    /// @param content hash of the JSON but for its sequence
    /// @param since when this content was published first
    private record Published(byte[] json, long sequence, String content, Instant since) {}

    private record Numbered(long sequence, String content, Instant since) {
        String text() {
            return Long.toUnsignedString(sequence) + " " + content + " " + since.toEpochMilli() + "\n";
        }

        static Numbered parse(byte[] text) {
            String[] words = new String(text, StandardCharsets.US_ASCII).strip().split(" ", -1);
            return new Numbered(
                    Long.parseUnsignedLong(words[0]), words[1], Instant.ofEpochMilli(Long.parseLong(words[2])));
        }
    }

    /// @param store `federation/` of the data directory
    public OwnBundle(ByteStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// What is served of a bundle.
    ///
    /// @param contentHash of its authorities: what whoever holds them names
    public record Offer(byte[] json, String contentHash) {}

    /// @throws java.io.UncheckedIOException as [#json]
    public Offer offer(TrustBundle bundle) {
        return new Offer(json(bundle), bundle.contentHash());
    }

    /// @return the JSON to be served
    /// @throws java.io.UncheckedIOException if a change cannot be kept; nothing is published then
    public byte[] json(TrustBundle bundle) {
        return published(bundle).json().clone();
    }

    /// When the present content of `bundle` was published first. Who follows the standard has it within
    /// [#REFRESH_HINT]; the standard wants a new key published three to five times that before it is used.
    public Instant since(TrustBundle bundle) {
        return published(bundle).since();
    }

    private synchronized Published published(TrustBundle bundle) {
        String content = Pem.sha256Hex(BundleWriter.write(bundle, 0, REFRESH_HINT));
        Published before = last;
        if (before != null && before.content().equals(content)) {
            return before;
        }
        Numbered numbered = numbered(content);
        var now = new Published(
                BundleWriter.write(bundle, numbered.sequence(), REFRESH_HINT),
                numbered.sequence(),
                content,
                numbered.since());
        last = now;
        return now;
    }

    private Numbered numbered(String content) {
        Optional<Numbered> kept = kept();
        if (kept.isPresent() && kept.get().content().equals(content)) {
            return kept.get();
        }
        Instant now = clock.instant();
        long next =
                Math.max(now.getEpochSecond(), kept.map(k -> k.sequence() + 1).orElse(0L));
        var numbered = new Numbered(next, content, now);
        store.write(FILE, HashedFile.write(numbered.text().getBytes(StandardCharsets.US_ASCII)));
        return numbered;
    }

    private Optional<Numbered> kept() {
        Optional<byte[]> file = store.read(FILE);
        Optional<Numbered> kept = file.flatMap(HashedFile::read).map(Numbered::parse);
        if (file.isPresent() && kept.isEmpty()) {
            LOG.error("federation/{} is damaged; the sequence of our bundle goes on from the clock", FILE);
        }
        return kept;
    }
}
