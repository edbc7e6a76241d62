package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The roots of an outside issuer: a PEM file the operator declares. **The first certificate is the one that signs**;
/// those after it are being prepared or retired. Naming the signer is how an operator says "activate": an issuer that
/// begins to sign under another root before that is refused, and the held leaves stay.
///
/// Level-triggered: looked at again at most every [#LOOK_EVERY], and changed content is taken when two looks in a row
/// see the same, so a half-written file never shortens a bundle. What cannot be read or parsed keeps the last good.
public final class AnchorsFile {
    public static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(AnchorsFile.class);

    private final Path file;
    private final Clock clock;
    private Optional<Taken> taken = Optional.empty();
    private String lastSeen = "";
    private Instant looked = Instant.MIN;

    /// @param signer one of the anchors
    public record Roots(Anchors anchors, X509Certificate signer) {
        static Roots of(List<X509Certificate> inOrder) {
            return new Roots(Anchors.of(inOrder), inOrder.getFirst());
        }
    }

    private record Taken(String digest, Roots roots) {}

    public AnchorsFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /// @throws IssuanceFailed if there never was a good one
    public synchronized Roots roots() {
        Instant now = clock.instant();
        boolean due = now.isBefore(looked) || !now.isBefore(later(looked));
        if (due) {
            looked = now;
            look();
        }
        return taken.orElseThrow(() -> new IssuanceFailed("the roots in " + file + " were never readable"))
                .roots();
    }

    private static Instant later(Instant look) {
        return look.equals(Instant.MIN) ? look : look.plus(LOOK_EVERY);
    }

    private void look() {
        try {
            byte[] content = SmallFile.read(file, SmallFile.PEM_BYTES_MAX);
            String digest = Pem.sha256Hex(content);
            boolean settled = digest.equals(lastSeen) || taken.isEmpty();
            lastSeen = digest;
            if (settled && taken.filter(t -> t.digest().equals(digest)).isEmpty()) {
                var all = PemText.certificates(new String(content, StandardCharsets.ISO_8859_1));
                if (all.isEmpty()) {
                    throw new IllegalArgumentException("no certificate in it");
                }
                taken = Optional.of(new Taken(digest, Roots.of(all)));
            }
        } catch (IssuanceFailed | IllegalArgumentException e) {
            if (taken.isEmpty()) {
                throw new IssuanceFailed("the roots in " + file + " cannot be used: " + e.getMessage(), e);
            }
            LOG.warn("roots kept as they were: file={} reason={}", file, e.getMessage());
        }
    }
}
