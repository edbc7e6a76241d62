package io.synapsemesh.controlplane.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.identity.SpiffeId;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/// Believes one server: whoever shows an X.509-SVID of this one identity under this one bundle (SPIFFE Federation
/// section 5.2.2, X509-SVID section 5). The host of the URL says nothing here.
final class SpiffeServer extends ChainTrust {
    private final SpiffeId identity;
    private final TrustBundle authority;

    SpiffeServer(SpiffeId identity, TrustBundle authority) {
        if (!identity.trustDomain().equals(authority.trustDomain())) {
            throw new IllegalArgumentException(authority.trustDomain() + " does not vouch for " + identity);
        }
        this.identity = identity;
        this.authority = authority;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        BundleTrust.of(authority).checkServerTrusted(chain, authType);
        if (!SpiffeLeaf.identity(chain[0]).equals(identity)) {
            throw new CertificateException("the endpoint is not " + identity);
        }
    }
}
