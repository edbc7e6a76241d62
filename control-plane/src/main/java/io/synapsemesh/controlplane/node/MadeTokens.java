package io.synapsemesh.controlplane.node;

import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.core.identity.TrustDomain;
import java.time.Instant;
import java.util.List;

/// The node tokens that were made, without the key that signs them: to list them and to take one back nothing sealed
/// has to be opened, so both work while what protects the key is away.
public final class MadeTokens {
    private final TokenLedger ledger;

    public MadeTokens(DataDirectory directory) {
        // Neither judges a token, so any trust domain opens the ledger.
        this.ledger = new TokenLedger(directory.folder(DataDirectory.Part.TOKENS), TrustDomain.DEMO);
    }

    /// All that are not long expired, oldest first.
    public List<NodeTokenRow> list() {
        return ledger.all();
    }

    /// @return false if there is no such token
    public boolean revoke(String id, Instant now) {
        return ledger.revoke(id, now);
    }
}
