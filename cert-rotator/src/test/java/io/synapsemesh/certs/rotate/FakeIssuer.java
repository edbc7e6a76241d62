package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// An issuer in front of a real one that a test can switch off, or make lie.
final class FakeIssuer implements LeafIssuer {
    LeafIssuer real;
    Optional<String> away = Optional.empty();
    UnaryOperator<CertificateChain> lie = UnaryOperator.identity();
    int calls;

    FakeIssuer(LeafIssuer real) {
        this.real = real;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        calls++;
        away.ifPresent(reason -> {
            throw new IssuanceFailed(reason);
        });
        return lie.apply(real.issue(request, csr));
    }

    @Override
    public Anchors anchors() {
        return real.anchors();
    }

    @Override
    public X509Certificate signer() {
        return real.signer();
    }
}
