package io.synapsemesh.simulator.directory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Who is in which group, nested, changing while it is read. A change shows after [#changesShowAfter], as a directory
/// that replicates does, and [#shownSince] says from when on. Thread-safe.
public final class DirectoryState {
    public static final int OBJECTS_MAX = 100_000;

    private final Clock clock;
    private final Set<String> users = new HashSet<>();
    private final Map<String, String> applications = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Map<String, Edge>> parents = new HashMap<>();
    private Duration lag = Duration.ZERO;

    /// @param isHidden members are shown only to callers with `Member.Read.Hidden`
    record Group(String id, String name, boolean isHidden) {}

    /// @param present what the directory shows from `shownAt` on; before that, the opposite
    private record Edge(boolean present, Instant shownAt) {
        boolean shows(Instant now) {
            return present != now.isBefore(shownAt);
        }
    }

    public DirectoryState(Clock clock) {
        this.clock = clock;
    }

    public synchronized DirectoryState user(String id) {
        requireRoom();
        users.add(id);
        return this;
    }

    /// A service principal: known by its object id, and found by the application it stands for.
    public synchronized DirectoryState application(String appId, String objectId) {
        requireRoom();
        applications.put(appId, objectId);
        return this;
    }

    public DirectoryState group(String id, String name) {
        return put(new Group(id, name, false));
    }

    /// A group whose membership is hidden (Microsoft 365's `HiddenMembership`).
    public DirectoryState hiddenGroup(String id, String name) {
        return put(new Group(id, name, true));
    }

    private synchronized DirectoryState put(Group group) {
        requireRoom();
        groups.put(group.id(), group);
        return this;
    }

    /// @param member a user, the object id of an application, or another group
    public DirectoryState join(String member, String group) {
        return change(member, group, true);
    }

    public DirectoryState leave(String member, String group) {
        return change(member, group, false);
    }

    /// How long later changes take until they show.
    public synchronized void changesShowAfter(Duration later) {
        lag = later;
    }

    /// From when on the directory shows the last change between the two.
    public synchronized Optional<Instant> shownSince(String member, String group) {
        return Optional.ofNullable(parents.getOrDefault(member, Map.of()).get(group))
                .map(Edge::shownAt);
    }

    private synchronized DirectoryState change(String member, String group, boolean present) {
        if (!groups.containsKey(group)) {
            throw new IllegalArgumentException("there is no group " + group);
        }
        parents.computeIfAbsent(member, _ -> new HashMap<>())
                .put(group, new Edge(present, clock.instant().plus(lag)));
        return this;
    }

    synchronized boolean hasUser(String id) {
        return users.contains(id);
    }

    synchronized Optional<String> objectOf(String appId) {
        return Optional.ofNullable(applications.get(appId));
    }

    synchronized boolean hasObject(String id) {
        return users.contains(id) || applications.containsValue(id) || groups.containsKey(id);
    }

    synchronized Optional<Group> group(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    /// Groups the object is a member of itself, as shown now.
    synchronized SortedSet<String> direct(String member) {
        var found = new TreeSet<String>();
        var now = clock.instant();
        parents.getOrDefault(member, Map.of()).forEach((group, edge) -> {
            if (edge.shows(now)) {
                found.add(group);
            }
        });
        return found;
    }

    /// Groups through groups too; a circle of groups ends where it began.
    synchronized SortedSet<String> transitive(String member) {
        var found = new TreeSet<String>();
        var open = new ArrayDeque<>(List.of(member));
        while (!open.isEmpty()) {
            direct(open.remove()).stream().filter(found::add).forEach(open::add);
        }
        return found;
    }

    private void requireRoom() {
        if (users.size() + applications.size() + groups.size() >= OBJECTS_MAX) {
            throw new IllegalStateException("a directory fake holds at most " + OBJECTS_MAX + " objects");
        }
    }
}
