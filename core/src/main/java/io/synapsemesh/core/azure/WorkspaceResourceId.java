package io.synapsemesh.core.azure;

import java.util.Locale;
import java.util.regex.Pattern;

/// The ARM id of a Synapse workspace. ARM compares ids without case, so the parts are held in lower case.
///
/// Shape: `/subscriptions/{guid}/resourceGroups/{group}/providers/Microsoft.Synapse/workspaces/{name}`. A workspace
/// name
/// has 1 to 50 lower-case letters, digits and inner hyphens (Microsoft: resource name rules, Microsoft.Synapse).
public record WorkspaceResourceId(String subscription, String resourceGroup, String workspace)
        implements Comparable<WorkspaceResourceId> {
    private static final Pattern ARM = Pattern.compile(
            "/subscriptions/([^/]+)/resourcegroups/([^/]+)/providers/microsoft\\.synapse/workspaces/([^/]+)");
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern GROUP = Pattern.compile("[\\p{L}\\p{N}_().-]{0,89}[\\p{L}\\p{N}_()-]");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?");

    public WorkspaceResourceId {
        require(GUID, "subscription", subscription);
        require(GROUP, "resource group", resourceGroup);
        require(NAME, "workspace", workspace);
    }

    /// @throws IllegalArgumentException if `text` is not the ARM id of a Synapse workspace
    public static WorkspaceResourceId parse(String text) {
        var matcher = ARM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the ARM id of a Synapse workspace: " + text);
        }
        return new WorkspaceResourceId(matcher.group(1), matcher.group(2), matcher.group(3));
    }

    @Override
    public int compareTo(WorkspaceResourceId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return "/subscriptions/" + subscription + "/resourceGroups/" + resourceGroup
                + "/providers/Microsoft.Synapse/workspaces/" + workspace;
    }

    private static void require(Pattern grammar, String what, String text) {
        if (!grammar.matcher(text).matches()) {
            throw new IllegalArgumentException("not a " + what + " of an ARM id: " + text);
        }
    }
}
