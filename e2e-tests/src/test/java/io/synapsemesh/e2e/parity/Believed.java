package io.synapsemesh.e2e.parity;

import java.util.Set;

/// An IdentityProvider of the parity worlds, as far as reading a token needs it.
///
/// @param entra whether tokens carry a tenant and may be an application's own
/// @param absentMeansNone a token without the groups claim is in no group
/// @param agents client ids that act for users
record Believed(String name, boolean entra, String subjectClaim, boolean absentMeansNone, Set<String> agents) {
    static final String AUDIENCE = "api://synapsemesh";
    static final String AGENT = "a9e00000-0000-4000-8000-000000000001";

    /// Two tenants, both versions of tokens; an absent claim is unknown.
    static final Believed ENTRA = new Believed("entra", true, "oid", false, Set.of(AGENT));
    /// One tenant that always lists the groups.
    static final Believed SOLO = new Believed("solo", true, "oid", true, Set.of());
    static final Believed OKTA = new Believed("okta", false, "sub", false, Set.of());
    /// Jobs of a CI system; no groups.
    static final Believed GITHUB = new Believed("github", false, "sub", true, Set.of());
}
