package io.synapsemesh.core.azure;

import java.util.regex.Pattern;

/// The ARM id of a Synapse workspace. ARM compares ids without case, so the parts are held in lower case.
///
/// Shape: `/subscriptions/{guid}/resourceGroups/{group}/providers/Microsoft.Synapse/workspaces/{name}`. A workspace
/// name
/// has 1 to 50 lower-case letters, digits and inner hyphens, and no `-ondemand`, for the SQL host of `x-ondemand` would
/// be
/// the serverless host of `x` (Microsoft: resource name rules, Microsoft.Synapse).
public record WorkspaceResourceId(String subscription, String resourceGroup, String workspace)
        implements Comparable<WorkspaceResourceId> {
    private static final Pattern ARM = Pattern.compile(
            "/subscriptions/([^/]+)/resourcegroups/([^/]+)/providers/microsoft\\.synapse/workspaces/([^/]+)");
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern GROUP = Pattern.compile("[\\p{L}\\p{N}_().-]{0,89}[\\p{L}\\p{N}_()-]");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?");
    private static final String SERVERLESS = "-ondemand";

    public WorkspaceResourceId {
        require(GUID, "subscription", subscription);
        require(GROUP, "resource group", resourceGroup);
        require(NAME, "workspace", workspace);
        if (!lowerCase(resourceGroup).equals(resourceGroup)) {
            throw new IllegalArgumentException("the resource group is not in lower case: " + resourceGroup);
        }
        if (workspace.contains(SERVERLESS)) {
            throw new IllegalArgumentException("a workspace name has no " + SERVERLESS + " in it: " + workspace);
        }
    }

    /// @throws IllegalArgumentException if `text` is not the ARM id of a Synapse workspace
    public static WorkspaceResourceId parse(String text) {
        var matcher = ARM.matcher(lowerCase(text));
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

    /// Letter by letter, and only where the upper case leads back: the Kelvin sign's lower case is the letter k, but
    /// ARM
    /// holds the two apart, and two workspaces must not share one identity.
    private static String lowerCase(String text) {
        var lower = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            int folded = Character.toLowerCase(letter);
            lower.appendCodePoint(Character.toUpperCase(folded) == letter ? folded : letter);
        });
        return lower.toString();
    }

    private static void require(Pattern grammar, String what, String text) {
        if (!grammar.matcher(text).matches()) {
            throw new IllegalArgumentException("not a " + what + " of an ARM id: " + text);
        }
    }
}
