package io.synapsemesh.identity.group.adapter.okta;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.DirectoryGate;
import io.synapsemesh.identity.group.DirectoryToken;
import io.synapsemesh.identity.group.GroupAnswer;
import io.synapsemesh.identity.group.GroupDirectory;
import io.synapsemesh.identity.group.WhyUnknown;
import io.synapsemesh.identity.group.adapter.Deadline;
import io.synapsemesh.identity.group.adapter.DirectoryHttp;
import io.synapsemesh.identity.group.adapter.DirectoryJson;
import io.synapsemesh.identity.group.adapter.DirectorySettings;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Groups by `GET /api/v1/users/{id}/groups`, 200 a page, following the `Link` header. Okta's groups do not nest.
///
/// What a policy names is matched as Okta's tokens are: a text of the form of an Okta group id (`00g…`, 20 characters)
/// by id, any other by the group's name, and never one by the other: whoever may name groups could name one after
/// another's id. Safe for many threads.
public final class OktaDirectory implements GroupDirectory, AutoCloseable {
    static final int PAGE = 200;
    static final int PAGES_MAX = 60;

    private static final int USER_ID_CHARS_MAX = 254;
    private static final Pattern GROUP_ID = Pattern.compile("00g[0-9A-Za-z]{17}");

    private final DirectorySettings settings;
    private final Scheme scheme;
    private final DirectoryToken token;
    private final DirectoryHttp http;
    private final DirectoryGate gate = new DirectoryGate(System::nanoTime, RandomGenerator.getDefault());

    /// How the credential is shown.
    public enum Scheme {
        /// An API token: may what the administrator may who made it.
        SSWS("SSWS "),
        /// An OAuth access token of a service application, with the scope `okta.users.read`.
        BEARER("Bearer ");

        private final String prefix;

        Scheme(String prefix) {
            this.prefix = prefix;
        }
    }

    public OktaDirectory(DirectorySettings settings, Scheme scheme, DirectoryToken token) {
        this.settings = settings;
        this.scheme = scheme;
        this.token = token;
        this.http = new DirectoryHttp(settings);
    }

    @Override
    public GroupAnswer groups(Principal principal, String tenant, SortedSet<String> asked) {
        return gate.ask(principal, () -> list(principal, tenant, asked));
    }

    private SortedSet<String> list(Principal principal, String tenant, SortedSet<String> asked) {
        var deadline = Deadline.in(settings.deadline());
        URI page = http.at("/api/v1/users/" + userId(principal) + "/groups?limit=" + PAGE);
        SecretBytes credential = http.within(deadline, () -> token.bearer(tenant));
        var found = new TreeSet<String>();
        var seen = new HashSet<URI>();
        for (int pages = 0; pages < PAGES_MAX; pages++) {
            if (!seen.add(page)) {
                throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the pages of the answer go round in a circle");
            }
            HttpResponse<byte[]> answer =
                    http.send(request(page, credential), deadline).ok(deadline);
            DirectoryJson.objects(answer.body()).forEach(group -> match(group, asked, found));
            var next = LinkHeader.next(answer.headers());
            if (next.isEmpty() || found.size() == asked.size()) {
                return found;
            }
            page = http.nextPage(page, next.get());
        }
        throw new DirectoryFailed(WhyUnknown.TOO_MUCH, "more than " + PAGES_MAX + " pages of groups");
    }

    private static void match(Map<?, ?> group, SortedSet<String> asked, SortedSet<String> found) {
        String id = DirectoryJson.string(group, "id");
        if (!(group.get("profile") instanceof Map<?, ?> profile)) {
            throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "a group has no profile");
        }
        String name = DirectoryJson.string(profile, "name");
        if (asked.contains(id)) {
            found.add(id);
        }
        if (asked.contains(name) && !GROUP_ID.matcher(name).matches()) {
            found.add(name);
        }
    }

    private HttpRequest request(URI page, SecretBytes credential) {
        return HttpRequest.newBuilder(page)
                .header("Accept", "application/json")
                .header("Authorization", scheme.prefix + new String(credential.open(), StandardCharsets.US_ASCII))
                .GET()
                .build();
    }

    /// Okta takes an id or a login here; either as one path segment.
    private static String userId(Principal principal) {
        if (!(principal instanceof Principal.User(var provider, var tenant, var id))) {
            throw new DirectoryFailed(WhyUnknown.NO_PRINCIPAL, "Okta's directory knows users, and this is none");
        }
        if (id.isEmpty() || id.length() > USER_ID_CHARS_MAX || id.equals(".") || id.equals("..") || id.equals("me")) {
            throw new DirectoryFailed(WhyUnknown.NO_PRINCIPAL, "the user's id is none of Okta's");
        }
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
