package io.synapsemesh.certs.store.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.synapsemesh.certs.store.remote.FakePeer;
import io.synapsemesh.certs.store.remote.StoreConformance;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreRow;

public final class KubernetesSecretsRow {
    private KubernetesSecretsRow() {}

    public static StoreRow row() {
        return StoreRow.fake(
                "Kubernetes Secrets",
                "`SecretsApiFake`, from the published API reference",
                StoreRow.Writers.COMPARE_AND_SET,
                (clock, directory) -> {
                    var server = new StoreFakeServer(new SecretsApiFake());
                    Config cluster = new ConfigBuilder(Config.empty())
                            .withMasterUrl(server.address().toString())
                            .withCaCertData(server.caPem())
                            .withOauthToken(SecretsApiFake.TOKEN)
                            .withNamespace("mesh")
                            .build();
                    var config = new KubernetesSecretsConfig(cluster, "mesh", StoreConformance.DEADLINE);
                    return new FakePeer(
                            server,
                            KubernetesSecretsStore.CONTENT_BYTES_MAX,
                            () -> KubernetesSecretsStore.open(config, "synapsemesh-ca-", clock));
                });
    }
}
