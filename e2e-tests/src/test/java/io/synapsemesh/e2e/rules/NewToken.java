package io.synapsemesh.e2e.rules;

import io.synapsemesh.controlplane.node.NodeToken;
import java.nio.charset.StandardCharsets;

/// A node token as its holder has it.
///
/// @param id names it for revocation
record NewToken(String id, String text) {
    static NewToken of(NodeToken token) {
        return new NewToken(token.credential().id(), new String(token.text().open(), StandardCharsets.US_ASCII));
    }
}
