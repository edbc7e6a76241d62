package io.synapsemesh.certs.root;

import java.time.Instant;

/// A leaf in force.
///
/// @param identity as `certs` prints it
/// @param root fingerprint of the root it chains to ([RootState#fingerprint]), as observed on the chain itself
public record LiveLeaf(String identity, String root, Instant notAfter) {}
