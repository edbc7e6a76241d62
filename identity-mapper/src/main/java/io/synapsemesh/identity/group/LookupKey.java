package io.synapsemesh.identity.group;

/// Whose membership of which groups: equal only if provider, tenant, principal and every group asked about are.
///
/// @param principal as [io.synapsemesh.core.caller.Principal#print] has it, which tells kinds apart
/// @param asked SHA-256 of the groups
record LookupKey(String provider, String tenant, String principal, String asked) {
    int bytes() {
        return 2 * (provider.length() + tenant.length() + principal.length() + asked.length());
    }
}
