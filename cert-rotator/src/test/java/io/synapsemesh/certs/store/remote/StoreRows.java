package io.synapsemesh.certs.store.remote;

import io.synapsemesh.certs.store.keyvault.KeyVaultRow;
import io.synapsemesh.certs.store.kubernetes.KubernetesSecretsRow;
import io.synapsemesh.certs.store.secretmanager.GoogleSecretsRow;
import io.synapsemesh.certs.store.secretsmanager.AwsSecretsRow;
import io.synapsemesh.certs.store.vault.VaultKvRow;
import java.util.List;
import java.util.stream.Stream;

/// Every store there is, in the order of the table. A row whose suite is not [StoreConformanceTest] is run by that one,
/// because its far side needs more than this module.
public final class StoreRows {
    private StoreRows() {}

    public static List<StoreRow> all() {
        return Stream.concat(
                        RealStoreRows.all().stream(),
                        Stream.of(
                                KubernetesSecretsRow.row(),
                                VaultKvRow.row(),
                                KeyVaultRow.row(),
                                AwsSecretsRow.row(),
                                GoogleSecretsRow.row()))
                .toList();
    }
}
