package io.synapsemesh.controlplane.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.identity.SpiffeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Believes one server: whoever shows an X.509-SVID of this one identity under this one bundle (SPIFFE Federation
/// section
/// 5.2.2, X509-SVID section 5). The host of the URL says nothing here.
final class SpiffeServer extends X509ExtendedTrustManager {
    private static final int URI = 6;

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
        X509Certificate leaf = chain[0];
        boolean[] usage = leaf.getKeyUsage();
        if (leaf.getBasicConstraints() >= 0 || usage == null || !usage[0] || usage[5] || usage[6]) {
            throw new CertificateException("the endpoint shows a certificate that is no leaf");
        }
        List<String> uris = uris(leaf);
        if (!uris.equals(List.of(identity.uri()))) {
            throw new CertificateException("the endpoint is not " + identity + " and only that");
        }
    }

    private static List<String> uris(X509Certificate leaf) throws CertificateParsingException {
        var names = leaf.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.get(0).equals(URI))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
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
