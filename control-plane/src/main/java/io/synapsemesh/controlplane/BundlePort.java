package io.synapsemesh.controlplane;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Where our bundle is served to other trust domains, and what the port proves itself with (SPIFFE Federation section
/// 5.2).
public sealed interface BundlePort {
    InetSocketAddress address();

    /// `https_spiffe`: the control plane's own X.509-SVID under the mesh root.
    record Spiffe(InetSocketAddress address) implements BundlePort {}

    /// `https_web`: a certificate that the peers' systems trust.
    ///
    /// @param chain PEM, leaf first
    /// @param key PEM, unencrypted PKCS#8
    record Web(InetSocketAddress address, Path chain, Path key) implements BundlePort {}
}
