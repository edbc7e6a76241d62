package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.DeclaredHosts;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.operator.ContentSigner;

/// Signs leaves here, under an intermediate that a key elsewhere signed. The intermediate is kept sealed, so that a
/// restart while the other side is away signs on. Its file holds one slot.
public final class SubordinateAuthority {
    private final SlotFile file;
    private final Signing signing;
    private final TrustDomain trustDomain;
    private Optional<Root> held = Optional.empty();
    private boolean isRead;

    /// @param name of the file in `store`
    public SubordinateAuthority(
            TrustDomain trustDomain,
            ByteStore store,
            Seal seal,
            String name,
            DeclaredHosts hosts,
            Clock clock,
            Duration backdate,
            SecureRandom random) {
        this.trustDomain = trustDomain;
        this.file = new SlotFile(store, seal, name);
        this.signing = new Signing(new CertificateMaker(random), hosts, clock, backdate);
    }

    /// The intermediate in force, if `root` signed it and it is valid now.
    public synchronized Optional<X509Certificate> intermediate(X509Certificate root) {
        if (!isRead) {
            held = file.read().map(RootSlots::current);
            isRead = true;
        }
        return held.map(Root::certificate)
                .filter(certificate -> ChainLint.leadsTo(
                        new CertificateChain(List.of(certificate)),
                        root,
                        signing.clock().instant()));
    }

    /// Makes a new key and has `signer` sign it. What comes back is verified before anything is kept.
    ///
    /// @param root the certificate of the signer's key
    /// @throws IOException if the signature is not the root's
    public synchronized void renew(X509Certificate root, ContentSigner signer, Duration life) throws IOException {
        Instant now = signing.clock().instant();
        Instant from = now.minus(signing.backdate()).truncatedTo(ChronoUnit.SECONDS);
        Instant rootFrom = root.getNotBefore().toInstant();
        Instant rootUntil = root.getNotAfter().toInstant();
        Instant until = now.plus(life).truncatedTo(ChronoUnit.SECONDS);
        var made = signing.maker()
                .subordinate(
                        root,
                        signer,
                        "mesh intermediate",
                        "spiffe://" + trustDomain.name(),
                        from.isBefore(rootFrom) ? rootFrom : from,
                        until.isBefore(rootUntil) ? until : rootUntil);
        try {
            made.certificate().verify(root.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IOException("the signature is not of the root's key", e);
        }
        if (!ChainLint.leadsTo(new CertificateChain(List.of(made.certificate())), root, now)) {
            throw new IOException("the intermediate does not lead to the root: is the root valid now, and a CA?");
        }
        file.write(RootSlots.of(made));
        held = Optional.of(made);
        isRead = true;
    }

    /// For a test of what follows a lost one.
    public synchronized void forget() {
        held = Optional.empty();
        isRead = true;
    }

    /// Under the intermediate in force.
    ///
    /// @throws io.synapsemesh.certs.IssuanceFailed if its end is too near
    /// @throws io.synapsemesh.certs.IssuanceRefused if the leaf would break the profile
    public synchronized CertificateChain issue(LeafRequest request, SigningRequest csr, Anchors anchors) {
        var intermediate = held.orElseThrow(() -> new IllegalStateException("renew comes first"));
        signing.requireDeclared(request);
        var validity = signing.validity(request, intermediate);
        var leaf = signing.maker()
                .leaf(
                        intermediate,
                        csr.subjectPublicKey(),
                        LeafProfile.of(request),
                        Optional.empty(),
                        validity.from(),
                        validity.until());
        var chain = new CertificateChain(List.of(leaf, intermediate.certificate()));
        var found = ChainLint.check(
                chain, LeafProfile.of(request), anchors, signing.clock().instant());
        if (!found.isEmpty()) {
            throw new IssuanceRefused(
                    "a certificate for " + request.name().text() + " would break the profile: " + found);
        }
        return chain;
    }
}
