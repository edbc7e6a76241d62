package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue;
import io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.synapsemesh.xds.snapshot.Deterministic;

/// Keeps who asks for the access log: the headers that say it are stripped before the request goes on, and the gRPC log
/// has no field for the certificate that the connection was opened with.
final class CallerRecord {
    static final String PRINCIPAL = "synapsemesh.principal";
    static final String ISSUER = "synapsemesh.issuer";
    static final String CERTIFICATE = "synapsemesh.certificate";

    private CallerRecord() {}

    static HttpFilter render() {
        var config = Config.newBuilder()
                .addOnRequestHeaders(value(PRINCIPAL, "%REQ(" + TokenFilter.PRINCIPAL_HEADER + ")%"))
                .addOnRequestHeaders(value(ISSUER, "%REQ(" + TokenFilter.ISSUER_HEADER + ")%"))
                .addOnRequestHeaders(value(CERTIFICATE, "%DOWNSTREAM_PEER_FINGERPRINT_256%"));
        return HttpFilter.newBuilder()
                .setName("envoy.filters.http.set_filter_state")
                .setTypedConfig(Deterministic.pack(config.build()))
                .build();
    }

    private static FilterStateValue value(String key, String format) {
        return FilterStateValue.newBuilder()
                .setObjectKey(key)
                .setFactoryKey("envoy.string")
                .setFormatString(SubstitutionFormatString.newBuilder()
                        .setTextFormatSource(DataSource.newBuilder().setInlineString(format))
                        .setOmitEmptyValues(true))
                .setSkipIfEmpty(true)
                .build();
    }
}
