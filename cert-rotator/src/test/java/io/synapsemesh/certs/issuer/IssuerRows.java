package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.issuer.vault.VaultPkiRow;
import java.util.List;

/// Every issuer there is, in the order of the table. A row whose suite is not [IssuerConformanceTest] is run by that one,
/// because its far side needs more than a JVM.
public final class IssuerRows {
    private IssuerRows() {}

    public static List<IssuerRow> all() {
        return List.of(EmbeddedRow.row(), VaultPkiRow.row());
    }
}
