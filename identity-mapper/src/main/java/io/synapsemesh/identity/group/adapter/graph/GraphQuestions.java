package io.synapsemesh.identity.group.adapter.graph;

import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.WhyUnknown;
import io.synapsemesh.identity.group.adapter.Deadline;
import io.synapsemesh.identity.group.adapter.DirectoryHttp;
import io.synapsemesh.identity.group.adapter.DirectoryJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/// The two questions of one look-up, with its credential and its deadline. Ids are in lower case.
record GraphQuestions(DirectoryHttp http, SecretBytes token, Deadline deadline) {
    /// "You can check up to a maximum of 20 groups per request."
    static final int BATCH = 20;
    /// Requests of one look-up under way at once.
    static final int PARALLEL = 5;
    /// With [#PAGE] a page: more memberships than anybody has.
    static final int PAGES_MAX = 60;
    /// The greatest page that `transitiveMemberOf` gives.
    static final int PAGE = 999;

    /// A request under way, and the id its answer must repeat.
    private record Sent(DirectoryHttp.Exchange exchange, String correlation) {}

    /// `POST …/checkMemberGroups`: which of `asked`, at most 20 at a time.
    SortedSet<String> check(GraphObject object, SortedSet<String> asked) {
        List<List<String>> batches = batches(asked);
        var sent = new ArrayList<Sent>();
        try {
            var found = new TreeSet<String>();
            for (int i = 0; i < batches.size(); i++) {
                while (sent.size() < Math.min(batches.size(), i + PARALLEL)) {
                    sent.add(post(object, batches.get(sent.size())));
                }
                found.addAll(checked(answer(sent.get(i)), batches.get(i)));
            }
            return found;
        } finally {
            sent.forEach(request -> request.exchange().cancel());
        }
    }

    /// `GET …/transitiveMemberOf`, page after page, until all of `asked` are found or there are no more. Without a
    /// cast to groups, which would read an index that lags; ids of roles and units in it match no group's.
    SortedSet<String> list(GraphObject object, SortedSet<String> asked) {
        var found = new TreeSet<String>();
        var seen = new HashSet<URI>();
        URI page = http.at(object.path() + "/transitiveMemberOf?$select=id&$top=" + PAGE);
        for (int pages = 0; pages < PAGES_MAX; pages++) {
            if (!seen.add(page)) {
                throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the pages of the answer go round in a circle");
            }
            Map<String, Object> body = answer(get(page));
            for (Map<?, ?> item : DirectoryJson.objects(body, "value")) {
                String id = DirectoryJson.string(item, "id").toLowerCase(Locale.ROOT);
                if (asked.contains(id)) {
                    found.add(id);
                }
            }
            var next = DirectoryJson.optionalString(body, "@odata.nextLink");
            if (next.isEmpty() || found.size() == asked.size()) {
                return found;
            }
            page = http.nextPage(page, next.get());
        }
        throw new DirectoryFailed(WhyUnknown.TOO_MUCH, "more than " + PAGES_MAX + " pages of memberships");
    }

    private static List<String> checked(Map<String, Object> body, List<String> batch) {
        if (body.containsKey("@odata.nextLink")) {
            throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the answer to a check has pages");
        }
        List<String> ids = DirectoryJson.strings(body, "value").stream()
                .map(id -> id.toLowerCase(Locale.ROOT))
                .toList();
        if (!batch.containsAll(ids)) {
            throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the answer has groups nobody asked about");
        }
        return ids;
    }

    private static List<List<String>> batches(SortedSet<String> asked) {
        List<String> all = List.copyOf(asked);
        var batches = new ArrayList<List<String>>();
        for (int from = 0; from < all.size(); from += BATCH) {
            batches.add(all.subList(from, Math.min(from + BATCH, all.size())));
        }
        return batches;
    }

    private Sent post(GraphObject object, List<String> ids) {
        // GUIDs only: nothing to escape.
        String body = ids.stream().collect(Collectors.joining("\",\"", "{\"groupIds\":[\"", "\"]}"));
        return send(HttpRequest.newBuilder(http.at(object.path() + "/checkMemberGroups"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private Sent get(URI page) {
        return send(HttpRequest.newBuilder(page).GET());
    }

    private Sent send(HttpRequest.Builder request) {
        String correlation = UUID.randomUUID().toString();
        HttpRequest whole = request.header("Accept", "application/json")
                .header("Authorization", "Bearer " + new String(token.open(), StandardCharsets.US_ASCII))
                .header("client-request-id", correlation)
                .build();
        return new Sent(http.send(whole, deadline), correlation);
    }

    /// Graph repeats the caller's id in its answers. One with another id was made for another request, perhaps for
    /// another user; one without is no proof of anything and is taken.
    private Map<String, Object> answer(Sent sent) {
        HttpResponse<byte[]> response = sent.exchange().ok(deadline);
        boolean another = response.headers()
                .firstValue("client-request-id")
                .filter(id -> !id.equalsIgnoreCase(sent.correlation()))
                .isPresent();
        if (another) {
            throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the answer belongs to another request");
        }
        return DirectoryJson.object(response.body());
    }
}
