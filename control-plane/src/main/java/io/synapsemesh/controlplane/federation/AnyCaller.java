package io.synapsemesh.controlplane.federation;

import java.security.cert.X509Certificate;

/// Lets every client in, with whatever certificate: roots are public, and whoever polls with a certificate that we do
/// not know must have them as well. TLS proves that the client holds the certificate's key; who that makes him,
/// [CallerProof] judges afterwards.
final class AnyCaller extends ChainTrust {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}
}
