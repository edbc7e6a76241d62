package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.root.LiveLeaf;
import io.synapsemesh.certs.store.ByteStore;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// Leaves over keys that never leave their owner: signed and forgotten, so nobody holds them here and nobody sees them
/// replaced. What a rotation needs of them is when the last one under each root ends; that is on the disk before the
/// leaf is handed out, a little later than true so that most signatures cost no write.
final class RequestedLeaves {
    /// As an identity stands for all of them where a rotation names who it waits for.
    static final String NAME = "leaves signed on request";

    private static final String FILE = "requested";
    private static final Duration AHEAD = Duration.ofMinutes(10);
    private static final int ROOTS_MAX = 16;

    private final ByteStore store;
    private final Function<CertificateChain, String> rootOf;
    private final TreeMap<String, Instant> ends = new TreeMap<>();

    /// @param rootOf fingerprint of the root a chain leads to
    /// @throws IllegalArgumentException if the file is not one of ours
    RequestedLeaves(ByteStore store, Function<CertificateChain, String> rootOf) {
        this.store = store;
        this.rootOf = rootOf;
        store.read(FILE)
                .ifPresent(bytes -> new String(bytes, StandardCharsets.US_ASCII)
                        .lines()
                        .map(line -> line.split(" ", 2))
                        .forEach(words -> ends.put(words[0], Instant.ofEpochSecond(Long.parseLong(words[1])))));
    }

    /// The same issuer, remembered.
    LeafIssuer watched(LeafIssuer issuer) {
        return new LeafIssuer() {
            @Override
            public String name() {
                return issuer.name();
            }

            @Override
            public CertificateChain issue(LeafRequest request, SigningRequest csr) {
                var chain = issuer.issue(request, csr);
                note(rootOf.apply(chain), chain.notAfter());
                return chain;
            }

            @Override
            public Anchors anchors() {
                return issuer.anchors();
            }

            @Override
            public X509Certificate signer() {
                return issuer.signer();
            }

            @Override
            public boolean signsHere() {
                return issuer.signsHere();
            }
        };
    }

    synchronized List<LiveLeaf> live(Instant now) {
        return ends.entrySet().stream()
                .filter(entry -> now.isBefore(entry.getValue()))
                .map(entry -> new LiveLeaf(NAME, entry.getKey(), entry.getValue()))
                .toList();
    }

    private synchronized void note(String root, Instant end) {
        Instant known = ends.getOrDefault(root, Instant.MIN);
        if (!end.isAfter(known)) {
            return;
        }
        var next = new TreeMap<>(ends);
        next.put(root, end.plus(AHEAD));
        while (next.size() > ROOTS_MAX) {
            next.remove(next.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey());
        }
        var text = new StringBuilder();
        next.forEach((name, until) ->
                text.append(name).append(' ').append(until.getEpochSecond()).append('\n'));
        try {
            store.write(FILE, text.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (RuntimeException e) {
            throw new IssuanceFailed("a leaf that cannot be remembered is not handed out", e);
        }
        ends.clear();
        ends.putAll(next);
    }
}
