package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.ExtensionConfigSource;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;

/// References by name to resources that come over the one ADS stream.
final class Ads {
    /// Waits as long as it takes: a chain without its policy or keys must not serve.
    static final ConfigSource SOURCE = ConfigSource.newBuilder()
            .setAds(AggregatedConfigSource.getDefaultInstance())
            .setResourceApiVersion(ApiVersion.V3)
            .setInitialFetchTimeout(Seconds.of(0))
            .build();

    private static final int SECRET_SECONDS_MAX = 5;

    private Ads() {}

    /// For a cluster whose lack must not hold up all others: Envoy goes on without it after a while.
    static SdsSecretConfig secretInTime(String name) {
        return SdsSecretConfig.newBuilder()
                .setName(name)
                .setSdsConfig(SOURCE.toBuilder().setInitialFetchTimeout(Seconds.of(SECRET_SECONDS_MAX)))
                .build();
    }

    static SdsSecretConfig secret(String name) {
        return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(SOURCE).build();
    }

    /// A filter whose configuration is an extension resource of the same name.
    static HttpFilter httpFilter(String name, String messageFullName) {
        return HttpFilter.newBuilder()
                .setName(name)
                .setConfigDiscovery(extension(messageFullName))
                .build();
    }

    static Filter networkFilter(String name, String messageFullName) {
        return Filter.newBuilder()
                .setName(name)
                .setConfigDiscovery(extension(messageFullName))
                .build();
    }

    private static ExtensionConfigSource extension(String messageFullName) {
        return ExtensionConfigSource.newBuilder()
                .setConfigSource(SOURCE)
                .addTypeUrls("type.googleapis.com/" + messageFullName)
                .build();
    }
}
