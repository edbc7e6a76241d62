package io.synapsemesh.controlplane.node;

import com.nimbusds.jwt.JWTClaimsSet;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.core.identity.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which tokens were made and which were taken back: a file each under `tokens/`, only ever added, so that a command
/// and a running server write side by side without losing a line. Without a key in it: public to whoever may read the
/// directory.
final class TokenLedger {
    /// Live and revoked ones together; expired ones are swept.
    static final int TOKENS_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(TokenLedger.class);
    private static final String MADE = ".made";
    private static final String REVOKED = ".revoked";

    private final ByteStore store;
    private final TrustDomain issuer;

    TokenLedger(ByteStore store, TrustDomain issuer) {
        this.store = store;
        this.issuer = issuer;
    }

    void add(NodeCredential credential, Instant now) {
        sweep(now);
        if (made().size() >= TOKENS_MAX) {
            throw new IllegalStateException(
                    "there are " + TOKENS_MAX + " node tokens. Fix: revoke tokens, or wait until some have expired.");
        }
        store.write(
                credential.id() + MADE,
                NodeClaims.of(credential, issuer).toString().getBytes(StandardCharsets.UTF_8));
    }

    /// @return false if there is no such token
    boolean revoke(String id, Instant now) {
        if (!NodeCredential.isId(id) || store.read(id + MADE).isEmpty()) {
            return false;
        }
        if (store.read(id + REVOKED).isEmpty()) {
            store.write(id + REVOKED, now.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return true;
    }

    /// A line that cannot be read counts as no line: its token is refused.
    Optional<NodeTokenRow> find(String id) {
        if (!NodeCredential.isId(id)) {
            return Optional.empty();
        }
        try {
            return store.read(id + MADE).map(content -> new NodeTokenRow(credentialOf(content), revokedAt(id)));
        } catch (IllegalArgumentException e) {
            LOG.warn("a line of the token ledger cannot be read: id={} reason={}", id, e.getMessage());
            return Optional.empty();
        }
    }

    /// Oldest first.
    List<NodeTokenRow> all() {
        var rows = new ArrayList<NodeTokenRow>();
        made().forEach(id -> find(id).ifPresent(rows::add));
        rows.sort(java.util.Comparator.comparing(
                        (NodeTokenRow row) -> row.credential().issuedAt())
                .thenComparing(row -> row.credential().id()));
        return List.copyOf(rows);
    }

    TreeSet<String> revoked() {
        return idsEndingWith(REVOKED);
    }

    private TreeSet<String> made() {
        return idsEndingWith(MADE);
    }

    private TreeSet<String> idsEndingWith(String suffix) {
        var ids = new TreeSet<String>();
        for (String name : store.names()) {
            if (name.endsWith(suffix) && NodeCredential.isId(name.substring(0, name.length() - suffix.length()))) {
                ids.add(name.substring(0, name.length() - suffix.length()));
            }
        }
        return ids;
    }

    /// An expired token is refused for its date, so its lines may go; a day late, for clocks that were set back.
    private void sweep(Instant now) {
        for (NodeTokenRow row : all()) {
            if (row.credential().expiresAt().plus(NodeCredential.LIFETIME_MAX).isBefore(now)) {
                store.delete(row.credential().id() + MADE);
                store.delete(row.credential().id() + REVOKED);
            }
        }
    }

    /// A revocation that is there but unreadable is a revocation.
    private Optional<Instant> revokedAt(String id) {
        return store.read(id + REVOKED).map(content -> {
            try {
                return Instant.parse(new String(content, StandardCharsets.US_ASCII));
            } catch (java.time.format.DateTimeParseException e) {
                return Instant.EPOCH;
            }
        });
    }

    private static NodeCredential credentialOf(byte[] content) {
        try {
            return NodeClaims.parse(JWTClaimsSet.parse(new String(content, StandardCharsets.UTF_8)));
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a line of the ledger", e);
        }
    }
}
