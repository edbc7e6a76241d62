package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.issuer.files.FilesRow;
import io.synapsemesh.certs.issuer.istio.IstioCaRow;
import io.synapsemesh.certs.issuer.keyvault.KeyVaultIssuerRow;
import io.synapsemesh.certs.issuer.spire.SpireRow;
import io.synapsemesh.certs.issuer.vault.VaultPkiRow;
import java.util.List;
import java.util.stream.Stream;

/// Every issuer there is, in the order of the table. A row whose suite is not [IssuerConformanceTest] is run by that
/// one, because its far side needs more than a JVM.
public final class IssuerRows {
    private IssuerRows() {}

    public static List<IssuerRow> all() {
        return Stream.concat(
                        Stream.of(
                                EmbeddedRow.row(),
                                VaultPkiRow.row(),
                                KeyVaultIssuerRow.row(),
                                IstioCaRow.row(),
                                SpireRow.row(),
                                FilesRow.row()),
                        RealRows.all().stream())
                .toList();
    }
}
