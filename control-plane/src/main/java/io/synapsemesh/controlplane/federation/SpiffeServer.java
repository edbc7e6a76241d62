package io.synapsemesh.controlplane.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.identity.SpiffeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Believes one server: whoever shows an X.509-SVID of this one identity under this one bundle (SPIFFE Federation
/// section 5.2.2, X509-SVID section 5). The host of the URL says nothing here.
final class SpiffeServer extends X509ExtendedTrustManager {
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

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is always the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
