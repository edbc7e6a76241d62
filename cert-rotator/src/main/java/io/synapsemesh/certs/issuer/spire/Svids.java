package io.synapsemesh.certs.issuer.spire;

import com.google.protobuf.ByteString;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.PemText;
import io.synapsemesh.certs.issuer.spire.v1.X509SVID;
import io.synapsemesh.certs.issuer.spire.v1.X509SVIDResponse;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// One message of the agent, read: what there is for each identity of our trust domain. An entry that cannot be read
/// fails for itself alone.
///
/// Trust domains are compared as they are written. The community's Java client folds them to lower case first, which
/// would make two different identities one.
///
/// @param entries by identity; the first of an identity counts (Workload API section 5.3)
/// @param anchors of our trust domain, if the message had them
record Svids(TreeMap<SpiffeId, Entry> entries, Optional<Anchors> anchors) {
    static final int ENTRIES_MAX = 10_000;

    sealed interface Entry {}

    record Readable(List<X509Certificate> chain, SecretBytes privateKey) implements Entry {}

    record Unreadable(String reason) implements Entry {}

    /// @throws IssuanceFailed if there is nothing in it, or too much
    static Svids of(X509SVIDResponse message, TrustDomain domain) {
        if (message.getSvidsCount() == 0 || message.getSvidsCount() > ENTRIES_MAX) {
            throw new IssuanceFailed(
                    "the agent sent " + message.getSvidsCount() + " identities, not 1 to " + ENTRIES_MAX);
        }
        var entries = new TreeMap<SpiffeId, Entry>();
        Optional<Anchors> anchors = Optional.empty();
        for (X509SVID svid : message.getSvidsList()) {
            var id = identity(svid.getSpiffeId(), domain);
            if (id.isEmpty()) {
                continue;
            }
            entries.putIfAbsent(id.get(), entry(svid));
            anchors = anchors.or(() -> anchors(svid.getBundle()));
        }
        return new Svids(entries, anchors);
    }

    private static Optional<SpiffeId> identity(String text, TrustDomain domain) {
        try {
            return Optional.of(SpiffeId.parse(text))
                    .filter(id -> id.trustDomain().equals(domain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Entry entry(X509SVID svid) {
        try {
            var chain = certificates(svid.getX509Svid(), CertificateChain.LENGTH_MAX + 1);
            return chain.isEmpty()
                    ? new Unreadable("no certificate")
                    : new Readable(
                            chain, SecretBytes.copyOf(svid.getX509SvidKey().toByteArray()));
        } catch (CertificateException e) {
            return new Unreadable(IssuedChain.quoted(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<Anchors> anchors(ByteString bundle) {
        try {
            return Optional.of(Anchors.of(certificates(bundle, Anchors.COUNT_MAX)));
        } catch (CertificateException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<X509Certificate> certificates(ByteString der, int most) throws CertificateException {
        var all = CertificateFactory.getInstance("X.509").generateCertificates(der.newInput()).stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (all.size() > Math.min(most, PemText.CERTIFICATES_MAX)) {
            throw new CertificateException("more than " + most + " certificates");
        }
        return all;
    }
}
