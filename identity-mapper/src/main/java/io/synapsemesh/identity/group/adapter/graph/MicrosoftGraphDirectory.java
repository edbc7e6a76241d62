package io.synapsemesh.identity.group.adapter.graph;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.DirectoryGate;
import io.synapsemesh.identity.group.DirectoryToken;
import io.synapsemesh.identity.group.GroupAnswer;
import io.synapsemesh.identity.group.GroupDirectory;
import io.synapsemesh.identity.group.WhyUnknown;
import io.synapsemesh.identity.group.adapter.Deadline;
import io.synapsemesh.identity.group.adapter.DirectoryHttp;
import io.synapsemesh.identity.group.adapter.DirectorySettings;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Groups by Microsoft Graph v1.0, over HTTP of our own: of the SDK's many megabytes two requests would be used, and
/// its client retries, redirects and pages by rules that are not ours.
///
/// Up to [#CHECKED_MAX] groups are asked about with `checkMemberGroups`, 20 in a request and some requests at a time;
/// it reads memberships through other groups and is exact however many groups somebody is in. For more, or when Graph
/// will not take that question, all memberships are listed with `transitiveMemberOf`. Safe for many threads.
public final class MicrosoftGraphDirectory implements GroupDirectory, AutoCloseable {
    static final int CHECKED_MAX = 100;

    private static final int TENANTS_MAX = 256;

    private final DirectorySettings settings;
    private final DirectoryToken token;
    private final DirectoryHttp http;
    /// Graph throttles by application and tenant, so one tenant's rest is not another's.
    private final Map<String, DirectoryGate> gates = new ConcurrentHashMap<>();

    public MicrosoftGraphDirectory(DirectorySettings settings, DirectoryToken token) {
        this.settings = settings;
        this.token = token;
        this.http = new DirectoryHttp(settings);
    }

    @Override
    public GroupAnswer groups(Principal principal, String tenant, SortedSet<String> asked) {
        return gate(tenant).ask(principal, () -> find(principal, tenant, asked));
    }

    private DirectoryGate gate(String tenant) {
        String room = gates.containsKey(tenant) || gates.size() < TENANTS_MAX ? tenant : "";
        return gates.computeIfAbsent(room, _ -> new DirectoryGate(System::nanoTime, RandomGenerator.getDefault()));
    }

    private SortedSet<String> find(Principal principal, String tenant, SortedSet<String> asked) {
        var object = GraphObject.of(principal, tenant);
        SortedMap<String, String> spelled = spelled(asked);
        var deadline = Deadline.in(settings.deadline());
        var questions = new GraphQuestions(http, http.within(deadline, () -> token.bearer(tenant)), deadline);
        var found = new TreeSet<String>();
        memberships(questions, object, new TreeSet<>(spelled.keySet())).forEach(id -> found.add(spelled.get(id)));
        return found;
    }

    /// A check that is refused or not found may fail for one of the groups: the list tells, and only for the principal.
    private static SortedSet<String> memberships(
            GraphQuestions questions, GraphObject object, SortedSet<String> asked) {
        if (asked.size() > CHECKED_MAX) {
            return questions.list(object, asked);
        }
        try {
            return questions.check(object, asked);
        } catch (DirectoryFailed e) {
            if (e.why() == WhyUnknown.REFUSED || e.why() == WhyUnknown.NO_PRINCIPAL) {
                return questions.list(object, asked);
            }
            throw e;
        }
    }

    /// Ids as Graph writes them, each with the document's spelling: GUIDs have no case.
    private static SortedMap<String, String> spelled(SortedSet<String> asked) {
        var spelled = new TreeMap<String, String>();
        for (String id : asked) {
            if (!GraphObject.GUID.matcher(id).matches()) {
                throw new DirectoryFailed(
                        WhyUnknown.REFUSED, "a policy names the group '" + id + "', which is no object id of Entra ID");
            }
            spelled.put(id.toLowerCase(Locale.ROOT), id);
        }
        return spelled;
    }

    @Override
    public void close() {
        http.close();
    }
}
