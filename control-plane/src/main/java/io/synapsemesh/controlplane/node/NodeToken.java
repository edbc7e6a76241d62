package io.synapsemesh.controlplane.node;

import io.synapsemesh.core.secret.SecretBytes;

/// A token that was just made. The text (ASCII, compact JWS) is kept nowhere: this is the one chance to write it down.
public record NodeToken(NodeCredential credential, SecretBytes text) {}
