package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.store.ByteStore;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The roots an issuer was last known by, in the data directory: roots that come from the issuer itself are otherwise
/// unknown after a restart while it is away, and every leaf of it with them. Public, so not sealed.
public final class KeptAnchors {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAnchors.class);

    private final ByteStore store;
    private final String name;

    /// @param issuer a word that names the file
    public KeptAnchors(ByteStore store, String issuer) {
        this.store = store;
        this.name = issuer + ".roots";
    }

    /// Empty if there are none, or none that can be read: then the issuer has to say.
    public Optional<Anchors> recall() {
        try {
            return store.read(name)
                    .map(bytes -> Anchors.of(PemText.certificates(new String(bytes, StandardCharsets.ISO_8859_1))));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            LOG.warn("kept roots cannot be read: file={} reason={}", name, e.getMessage());
            return Optional.empty();
        }
    }

    /// A disk that is full costs the memory of a restart, not the roots themselves.
    public void keep(Anchors anchors) {
        try {
            store.write(name, anchors.pem().getBytes(StandardCharsets.US_ASCII));
        } catch (UncheckedIOException e) {
            LOG.warn("roots cannot be kept: file={} reason={}", name, e.getMessage());
        }
    }
}
