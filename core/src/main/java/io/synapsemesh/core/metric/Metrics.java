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
    /// Counter: certificates asked for. Labels: `outcome` (`issued`; `refused`, once for each new reason of a leaf).
    public static final String CERTIFICATES_ISSUED = "synapsemesh_certificates_issued_total";
    /// Gauge: seconds until the first live leaf expires.
    public static final String CERTIFICATES_FIRST_EXPIRY = "synapsemesh_certificates_first_expiry_seconds";
    /// Gauge: seconds until the first leaf of a kind expires. Labels: `leaf` (`svid`, `dev_server`, `door`,
    /// `public_server`).
    public static final String CERTIFICATES_LEAF_EXPIRY = "synapsemesh_certificates_leaf_expiry_seconds";
    /// Gauge: seconds until the first intermediate between a leaf and its root expires; NaN without any.
    public static final String CERTIFICATES_INTERMEDIATE_EXPIRY =
            "synapsemesh_certificates_intermediate_expiry_seconds";
    /// Gauge: seconds the issuer may be away before the first identity has no valid leaf.
    public static final String CERTIFICATES_OUTAGE_BUDGET = "synapsemesh_certificates_outage_budget_seconds";
    /// Gauge: leaves with less left than any plan leaves (SYN0804).
    public static final String CERTIFICATES_BUDGET_LOW = "synapsemesh_certificates_budget_low";
    /// Gauge: wanted leaves. Labels: `state` (`Fresh`, `Renewing`, `Failing`, `Expired`).
    public static final String CERTIFICATES = "synapsemesh_certificates";
    /// Gauge: the clock of the proxy that is furthest off, less ours; NaN before any was seen often enough.
    public static final String CLOCK_SKEW = "synapsemesh_clock_skew_seconds";
    /// Gauge: seconds until the root that signs ends; the first of its kind. Labels: `authority` (`mesh`, `door`,
    /// `client`).
    public static final String CERTIFICATES_ROOT_EXPIRY = "synapsemesh_certificates_root_expiry_seconds";
    /// Gauge: rotations of roots under way. Labels: `authority`.
    public static final String ROOT_ROTATIONS = "synapsemesh_root_rotations";
    /// Gauge: those of them that wait for their gate. Labels: `authority`.
    public static final String ROOT_ROTATIONS_WAITING = "synapsemesh_root_rotations_waiting";
    /// Counter: bundles of federated trust domains asked for. Labels: `outcome` (`good`, `failed`).
    public static final String FEDERATION_POLLS = "synapsemesh_federation_polls_total";
    /// Counter: requests for our own bundle. Labels: `caller` (`proven`: a peer that showed who it is, `unproven`:
    /// with a certificate of nobody who speaks for a peer, `anonymous`).
    public static final String FEDERATION_ASKED = "synapsemesh_federation_asked_total";
    /// Counter: key sets of identity providers fetched. Labels: `outcome` (`good`, `failed`).
    public static final String JWKS_FETCHES = "synapsemesh_jwks_fetches_total";
    /// Counter: decisions of the identity-mapper. Labels: `point` (`ExtAuthz`, `ExtAuthzNetwork`, `AuthRequest`),
    /// `verdict` (`Allow`, `Deny`, `Audit`: passes on trial), `reason`.
    public static final String DECISIONS = "synapsemesh_decisions_total";
    /// Timer: what a decision of the identity-mapper takes, its line in the log aside.
    public static final String DECISION = "synapsemesh_decision_seconds";
    /// Counter: callers refused where decisions are asked for. Labels: `port` (`authz`, `auth-request`).
    public static final String DECISION_CALLERS_REFUSED = "synapsemesh_decision_callers_refused_total";
    /// Counter: questions to directories about somebody's groups. Labels: `outcome` (`known`, or why they are unknown).
    public static final String GROUP_ANSWERS = "synapsemesh_group_answers_total";
    /// Timer: how long a directory took to answer.
    public static final String GROUP_ANSWER = "synapsemesh_group_answer_seconds";
    /// Timer: how old a directory's answer was when a decision used it; its greatest value is the lag of a removal.
    public static final String GROUP_ANSWER_AGE = "synapsemesh_group_answer_age_seconds";
    /// Counter: tokens for Synapse asked for outside. Labels: `credential` (`onBehalfOf`, `managedIdentity`,
    /// `servicePrincipal`), `outcome` (`token`, `challenge`, `refused`, `unavailable`).
    public static final String SYNAPSE_TOKENS = "synapsemesh_synapse_tokens_total";
    /// Counter: events written to the audit log. Labels: `event`.
    public static final String AUDIT_EVENTS = "synapsemesh_audit_events_total";
    /// Counter: access log entries that came home over ALS. Labels: `endpoint`, `verdict`.
    public static final String FLOWS = "synapsemesh_flows_total";

    /// Counter: requests over connections that were opened with a leaf that has been replaced since.
    public static final String FLOWS_SURVIVING = "synapsemesh_flows_on_replaced_identity_total";
    /// Gauge: the longest that a replaced leaf was seen in use after its replacement, since the start.
    public static final String REPLACED_IDENTITY_AGE = "synapsemesh_replaced_identity_age_max_seconds";

    private Metrics() {}
}
