package io.synapsemesh.controlplane.node;

import java.time.Instant;
import java.util.Optional;

/// One line of `token list`.
public record NodeTokenRow(NodeCredential credential, Optional<Instant> revokedAt) {}
