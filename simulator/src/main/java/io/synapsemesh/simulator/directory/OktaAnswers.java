package io.synapsemesh.simulator.directory;

import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Okta's answers and error bodies (Okta API reference, "User Resources", "Error codes", "Rate limits").
final class OktaAnswers {
    private static final int PAGE = 200;

    private OktaAnswers() {}

    static Reply page(Call call, String self, DirectoryState directory, String userId, DirectoryTrouble trouble) {
        List<String> all = List.copyOf(directory.direct(userId));
        String limit = call.query().getOrDefault("limit", "");
        int size = limit.matches("[1-9][0-9]{0,3}") ? Math.min(Integer.parseInt(limit), PAGE) : PAGE;
        String after = call.query().getOrDefault("after", "");
        int from = (int) all.stream().filter(id -> id.compareTo(after) <= 0).count();
        int to = Math.min(from + size, all.size());
        var links = new StringBuilder("<" + self + "?limit=" + size + ">; rel=\"self\"");
        if (trouble instanceof DirectoryTrouble.NextPage(var target)) {
            links.append("\n<").append(target).append(">; rel=\"next\"");
        } else if (trouble instanceof DirectoryTrouble.EndlessPages) {
            links.append("\n<" + self + "?after=" + after + "0&limit=" + size + ">; rel=\"next\"");
        } else if (to < all.size()) {
            links.append("\n<" + self + "?after=" + all.get(to - 1) + "&limit=" + size + ">; rel=\"next\"");
        }
        return Reply.json(
                        200,
                        all.subList(from, to).stream()
                                .map(id -> group(directory, id))
                                .toList())
                .with("Link", links.toString());
    }

    private static Map<String, Object> group(DirectoryState directory, String id) {
        var group = new LinkedHashMap<String, Object>();
        group.put("id", id);
        group.put("created", "2026-01-01T00:00:00.000Z");
        group.put("objectClass", List.of("okta:user_group"));
        group.put("type", "OKTA_GROUP");
        group.put(
                "profile",
                Map.of(
                        "name",
                        directory.group(id).map(DirectoryState.Group::name).orElse(id),
                        "description",
                        ""));
        return group;
    }

    static Reply unauthenticated() {
        return error(401, "E0000011", "Invalid token provided");
    }

    static Reply denied() {
        return error(403, "E0000006", "You do not have permission to perform the requested action");
    }

    static Reply notFound(String id) {
        return error(404, "E0000007", "Not found: Resource not found: " + id + " (User)");
    }

    static Reply throttled() {
        return error(429, "E0000047", "API call exceeded rate limit due to too many requests.");
    }

    static Reply error(int status, String code, String summary) {
        var body = new LinkedHashMap<String, Object>();
        body.put("errorCode", code);
        body.put("errorSummary", summary);
        body.put("errorLink", code);
        body.put("errorId", "oae0000000000000000000000");
        body.put("errorCauses", List.of());
        return Reply.json(status, body);
    }
}
