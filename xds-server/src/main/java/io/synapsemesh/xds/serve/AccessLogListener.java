package io.synapsemesh.xds.serve;

import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;

/// Hears the access log of proxies, as they happen and as far as they arrive: the live view, not the record.
///
/// Called on a virtual thread of the stream, one entry at a time. It may block; the proxy is then slowed by flow
/// control, and drops entries by its own rules.
public interface AccessLogListener {
    /// @param from whose stream it is, by its credential
    void http(Authentication.Authenticated from, String logName, HTTPAccessLogEntry entry);

    void tcp(Authentication.Authenticated from, String logName, TCPAccessLogEntry entry);

    /// Hears nothing.
    static AccessLogListener none() {
        return new AccessLogListener() {
            @Override
            public void http(Authentication.Authenticated from, String logName, HTTPAccessLogEntry entry) {}

            @Override
            public void tcp(Authentication.Authenticated from, String logName, TCPAccessLogEntry entry) {}
        };
    }
}
