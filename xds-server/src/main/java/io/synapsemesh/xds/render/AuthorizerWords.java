package io.synapsemesh.xds.render;

/// What a gateway and the identity-mapper call things when they speak ext_authz (contracts.md, "Wire names").
public final class AuthorizerWords {
    /// Context extensions of a question: `namespace/name` of the workspace, and the endpoint's document name. They
    /// come from the gateway's own configuration.
    public static final String WORKSPACE = "synapsemesh.workspace";

    public static final String ENDPOINT = "synapsemesh.endpoint";

    /// The one key of an answer's dynamic metadata, an object with the keys below.
    public static final String ANSWER = "synapsemesh";
    /// [#ALLOW] or [#DENY]; required in every answer: an answer without it lets nothing pass.
    public static final String VERDICT = "verdict";

    public static final String DECISION_ID = "decisionId";
    /// The contract's word for why, such as `GroupsUnknown`.
    public static final String REASON = "reason";
    /// What was known of the groups: `Complete`, `Partial`, `Unknown`.
    public static final String GROUPS = "groups";
    /// A list of texts, such as `user:entra/…`.
    public static final String PRINCIPALS = "principals";

    public static final String ALLOW = "Allow";
    public static final String DENY = "Deny";

    /// The header of an allowing answer that holds `Bearer …` for Synapse. The gateway makes it `Authorization`
    /// after it took the mesh token out of that header, so a mesh token cannot get to Synapse, whatever an answer
    /// forgets.
    public static final String UPSTREAM_AUTHORIZATION = "x-synapsemesh-upstream-authorization";

    private AuthorizerWords() {}
}
