package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.authority.MeshAuthority;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Each issuer opened once, as long as somebody speaks of it: at most the two of a move and the one the documents name.
final class OpenedIssuers {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedIssuers.class);

    private final Function<IssuerForm, LeafSource> opening;
    private final Embedded embedded;
    private final Map<IssuerForm, LeafSource> open = new HashMap<>();

    OpenedIssuers(Supplier<MeshAuthority> embedded, Function<IssuerForm, LeafSource> opening) {
        this.opening = opening;
        this.embedded = new Embedded(embedded);
    }

    synchronized LeafSource of(IssuerForm form) {
        return form.isEmbedded() ? embedded : open.computeIfAbsent(form, this::opened);
    }

    /// One that cannot be opened, because this version does not know what is kept of it, keeps its place and its roots.
    private LeafSource opened(IssuerForm form) {
        try {
            return opening.apply(form);
        } catch (RuntimeException e) {
            LOG.error("an issuer cannot be opened: issuer={} reason={}", form.kind(), e.getMessage());
            return new Unopened(form.kind(), String.valueOf(e.getMessage()));
        }
    }

    /// Forgets the others.
    synchronized void retain(Collection<IssuerForm> forms) {
        open.entrySet().removeIf(entry -> {
            boolean gone = !forms.contains(entry.getKey());
            if (gone && entry.getValue() instanceof AutoCloseable connected) {
                close(connected);
            }
            return gone;
        });
    }

    private static void close(AutoCloseable connected) {
        try {
            connected.close();
        } catch (Exception e) {
            LOG.warn("an issuer that is not used any more could not be closed: reason={}", e.getMessage());
        }
    }

    private record Unopened(String name, String reason) implements LeafGiver {
        @Override
        public Leaf give(LeafRequest request) {
            throw new IssuanceFailed(reason);
        }

        @Override
        public Anchors anchors() {
            throw new IssuanceFailed(reason);
        }
    }

    /// The authority that is open at the moment of each call: it is opened anew when the documents change.
    private record Embedded(Supplier<MeshAuthority> open) implements LeafIssuer {
        @Override
        public String name() {
            return open.get().name();
        }

        @Override
        public CertificateChain issue(LeafRequest request, SigningRequest csr) {
            return open.get().issue(request, csr);
        }

        @Override
        public Anchors anchors() {
            return open.get().anchors();
        }

        @Override
        public X509Certificate signer() {
            return open.get().signer();
        }

        @Override
        public boolean signsHere() {
            return true;
        }
    }
}
