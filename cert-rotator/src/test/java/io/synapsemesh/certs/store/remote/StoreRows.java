package io.synapsemesh.certs.store.remote;

import io.synapsemesh.certs.store.keyvault.KeyVaultRow;
import io.synapsemesh.certs.store.kubernetes.KubernetesSecretsRow;
import io.synapsemesh.certs.store.secretmanager.GoogleSecretsRow;
import io.synapsemesh.certs.store.secretsmanager.AwsSecretsRow;
import io.synapsemesh.certs.store.vault.VaultKvRow;
import java.util.List;

/// Every store that is another machine's, in the order of the table.
public final class StoreRows {
    private StoreRows() {}

    public static List<StoreRow> all() {
        return List.of(
                KubernetesSecretsRow.row(),
                VaultKvRow.row(),
                KeyVaultRow.row(),
                AwsSecretsRow.row(),
                GoogleSecretsRow.row());
    }
}
