package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.authority.MeshAuthority;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Somebody else's authority over the same trust domain, which can be switched off in parts. Its folder survives
/// whatever happens to the mesh.
final class OtherAuthority {
    final MeshAuthority real;
    boolean rootsAway;
    boolean signingAway;
    int signed;
    private final Clock clock;
    private final List<X509Certificate> alsoTrusted = new ArrayList<>();
    private final Map<LeafName, Leaf> lying = new HashMap<>();

    OtherAuthority(ByteStore folder, Clock clock) {
        this.clock = clock;
        var seal = new Seal(KeyEncryptionKey.openOrCreate(folder, Fixture.RANDOM), Fixture.RANDOM);
        var config = new AuthorityConfig(Fixture.DOMAIN, Duration.ofDays(900), Duration.ofMinutes(2), new TreeSet<>());
        this.real = Authorities.open(folder, seal, config, name -> Set.of(), clock, Fixture.RANDOM)
                .mesh();
    }

    /// Another root in what its operator declares, behind the one that signs.
    void alsoTrusts(X509Certificate root) {
        alsoTrusted.add(root);
    }

    LeafIssuer signs(String kind) {
        return new Signs(kind);
    }

    LeafGiver gives(String kind) {
        return new Gives(kind);
    }

    private Anchors anchors() {
        if (rootsAway) {
            throw new IssuanceFailed("nobody answers");
        }
        var all = new ArrayList<>(real.anchors().certificates());
        all.addAll(alsoTrusted);
        return Anchors.of(all);
    }

    private CertificateChain issue(LeafRequest request, SigningRequest csr) {
        if (signingAway) {
            throw new IssuanceFailed("it is switched off");
        }
        signed++;
        return real.issue(request, csr);
    }

    private final class Signs implements LeafIssuer {
        private final String kind;

        Signs(String kind) {
            this.kind = kind;
        }

        @Override
        public String name() {
            return kind;
        }

        @Override
        public CertificateChain issue(LeafRequest request, SigningRequest csr) {
            return OtherAuthority.this.issue(request, csr);
        }

        @Override
        public Anchors anchors() {
            return OtherAuthority.this.anchors();
        }

        @Override
        public X509Certificate signer() {
            OtherAuthority.this.anchors();
            return real.signer();
        }
    }

    /// The same leaf again until it is half over, as files that somebody keeps fresh are.
    private final class Gives implements LeafGiver {
        private final String kind;

        Gives(String kind) {
            this.kind = kind;
        }

        @Override
        public String name() {
            return kind;
        }

        @Override
        public Leaf give(LeafRequest request) {
            var known = lying.get(request.name());
            boolean fresh = known != null
                    && clock.instant()
                            .plus(request.lifetime().dividedBy(2))
                            .isBefore(known.chain().notAfter());
            if (fresh && signingAway) {
                throw new IssuanceFailed("it is switched off");
            }
            var last = known != null && fresh ? known : renewed(request);
            return new Leaf(
                    last.name(),
                    last.chain(),
                    io.synapsemesh.core.secret.SecretBytes.copyOf(
                            last.privateKey().open()));
        }

        private Leaf renewed(LeafRequest request) {
            var key = LeafKey.generate(Fixture.RANDOM);
            var leaf = new Leaf(request.name(), OtherAuthority.this.issue(request, key.csr()), key.privateKey());
            lying.put(request.name(), leaf);
            return leaf;
        }

        @Override
        public Anchors anchors() {
            return OtherAuthority.this.anchors();
        }
    }
}
