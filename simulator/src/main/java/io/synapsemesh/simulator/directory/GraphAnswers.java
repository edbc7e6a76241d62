package io.synapsemesh.simulator.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The questions about memberships that Microsoft Graph v1.0 answers, each for one object of one tenant.
///
/// @param root with `/v1.0`, as links name it
record GraphAnswers(String root, DirectoryState directory, GraphCaller caller) {
    /// `checkMemberGroups`: "up to a maximum of 20 groups per request".
    static final int CHECKED_MAX = 20;
    /// `getMemberGroups` and `getMemberObjects`.
    static final int LISTED_MAX = 11_000;

    private static final int PAGE_DEFAULT = 100;
    private static final int PAGE_MAX = 999;
    private static final String GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    Reply check(Call call, String objectId) {
        JsonNode ids = call.json().path("groupIds");
        if (!ids.isArray() || ids.isEmpty() || ids.size() > CHECKED_MAX) {
            return GraphErrors.badRequest(
                    call, "Request_BadRequest", "The limit of groupIds is 1 to " + CHECKED_MAX + ".");
        }
        var asked = new TreeSet<String>();
        for (JsonNode id : ids) {
            if (!id.asText().matches(GUID)) {
                return GraphErrors.badRequest(call, "Request_BadRequest", "Invalid GUID: " + id.asText());
            }
            asked.add(id.asText());
        }
        asked.retainAll(visible(objectId));
        return strings(asked);
    }

    /// Graph's two spellings of "all groups"; `securityEnabledOnly` changes nothing, as every group here is one.
    Reply list(Call call, String objectId) {
        if (!call.json().path("securityEnabledOnly").isBoolean()) {
            return GraphErrors.badRequest(call, "Request_BadRequest", "securityEnabledOnly is missing.");
        }
        List<String> all = visible(objectId);
        if (all.size() > LISTED_MAX) {
            return GraphErrors.badRequest(
                    call,
                    "Directory_ResultSizeLimitExceeded",
                    "The result size limit has been exceeded, the limit is " + LISTED_MAX + ".");
        }
        return strings(all);
    }

    /// One page, and the link to the next; the cursor is opaque to callers.
    ///
    /// @param cast the link ends in `/microsoft.graph.group`, which is an advanced query and asks for a header
    Reply page(Call call, String path, String objectId, boolean cast, DirectoryTrouble trouble) {
        boolean advanced = call.header("consistencylevel").orElse("").equalsIgnoreCase("eventual")
                && call.query().getOrDefault("$count", "").equals("true");
        if (cast && !advanced) {
            return GraphErrors.badRequest(
                    call,
                    "Request_UnsupportedQuery",
                    "The cast needs the header ConsistencyLevel: eventual and the parameter $count=true.");
        }
        int top = number(call, "$top", PAGE_DEFAULT);
        if (top < 1 || top > PAGE_MAX) {
            return GraphErrors.badRequest(call, "Request_BadRequest", "Invalid page size specified: '" + top + "'.");
        }
        List<String> all = visible(objectId);
        int from = Math.min(number(call, "$skiptoken", 0), all.size());
        int to = Math.min(from + top, all.size());
        var body = new LinkedHashMap<String, Object>();
        body.put("@odata.context", root + "/$metadata#directoryObjects(id)");
        String next = path + "?$select=id&$top=" + top + (cast ? "&$count=true" : "") + "&$skiptoken=";
        if (trouble instanceof DirectoryTrouble.EndlessPages) {
            body.put("@odata.nextLink", next + (number(call, "$skiptoken", 0) + 1));
        } else if (to < all.size()) {
            body.put("@odata.nextLink", next + to);
        }
        body.put(
                "value",
                all.subList(from, to).stream()
                        .map(id -> Map.of("@odata.type", "#microsoft.graph.group", "id", id))
                        .toList());
        return Reply.json(200, body);
    }

    private Reply strings(Iterable<String> ids) {
        var body = new LinkedHashMap<String, Object>();
        body.put("@odata.context", root + "/$metadata#Collection(Edm.String)");
        var value = new ArrayList<String>();
        ids.forEach(value::add);
        body.put("value", value);
        return Reply.json(200, body);
    }

    private List<String> visible(String objectId) {
        return directory.transitive(objectId).stream()
                .filter(id -> caller.maySeeHidden()
                        || !directory
                                .group(id)
                                .map(DirectoryState.Group::isHidden)
                                .orElse(false))
                .toList();
    }

    private static int number(Call call, String name, int absent) {
        String text = call.query().getOrDefault(name, "");
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : absent;
    }
}
