package io.synapsemesh.core.metric;

/// The name of every metric. Units come last; no user, object id or path is ever a label.
///
/// Prefix `synapsemesh_`. Counters end in `_total`. Each name is used in exactly one place of the code.
public final class Metrics {
    /// Gauge: open ADS streams. Labels: `transport` (`delta`, `sotw`).
    public static final String XDS_STREAMS = "synapsemesh_xds_streams";
    /// Counter: responses sent. Labels: `type`.
    public static final String XDS_RESPONSES = "synapsemesh_xds_responses_total";
    /// Counter: responses taken by a proxy. Labels: `type`.
    public static final String XDS_ACKS = "synapsemesh_xds_acks_total";
    /// Counter: responses rejected by a proxy. Labels: `type`.
    public static final String XDS_NACKS = "synapsemesh_xds_nacks_total";
    /// Counter: resources withheld from a stream that may not have them. Labels: `type`.
    public static final String XDS_REFUSED = "synapsemesh_xds_refused_total";
    /// Counter: streams refused or ended for their credential. Labels: `reason`.
    public static final String XDS_STREAMS_REFUSED = "synapsemesh_xds_streams_refused_total";
    /// Counter: things about streams that somebody must look at. Labels: `reason`.
    public static final String XDS_ALARMS = "synapsemesh_xds_alarms_total";
    /// Counter: a written limit was reached. Labels: `limit`.
    public static final String LIMIT_REACHED = "synapsemesh_limit_reached_total";
    /// Gauge: documents in force. Labels: `kind`.
    public static final String DOCUMENTS = "synapsemesh_documents";
    /// Gauge: documents whose last good version is in force because the newest is bad or gone.
    public static final String DOCUMENTS_STALE = "synapsemesh_documents_stale";
    /// Timer: from observed change to published snapshot.
    public static final String COMPILE = "synapsemesh_compile_seconds";
    /// Counter: certificates issued. Labels: `outcome`.
    public static final String CERTIFICATES_ISSUED = "synapsemesh_certificates_issued_total";
    /// Gauge: seconds until the first live leaf expires.
    public static final String CERTIFICATES_FIRST_EXPIRY = "synapsemesh_certificates_first_expiry_seconds";
    /// Counter: JWKS fetches. Labels: `outcome`.
    public static final String JWKS_FETCHES = "synapsemesh_jwks_fetches_total";
    /// Counter: events written to the audit log. Labels: `event`.
    public static final String AUDIT_EVENTS = "synapsemesh_audit_events_total";
    /// Counter: access log entries that came home over ALS. Labels: `endpoint`, `verdict`.
    public static final String FLOWS = "synapsemesh_flows_total";

    private Metrics() {}
}
