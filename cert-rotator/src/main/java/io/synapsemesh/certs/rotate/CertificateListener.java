package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;

/// Told of every change after it is kept on disk and in the audit log. Called by one thread at a time, in order; must
/// not block and must not call back into the rotator. What it fails to take is told again at the next look.
public interface CertificateListener {
    /// There is a leaf to show, or another one.
    void leafChanged(Leaf leaf);

    /// Nobody wants this leaf any more: its document is gone.
    void leafForgotten(LeafName name);

    void bundleChanged(TrustBundle bundle);

    /// A renewal began to fail, fails for another reason, works again, or a leaf ended: `certs` shows another row.
    default void standingChanged(LeafName name) {}
}
