package io.synapsemesh.e2e.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Packages and what each may use: a table of edges, where an edge that is not written is forbidden and so is a class
/// in no room. A room is its package with everything below it that is not a room of its own.
///
/// @param mayUse package → packages it may use besides itself
record Rooms(Map<String, Set<String>> mayUse) {

    /// Every class of these rooms keeps to the table; classes of other people are nobody's edge.
    ArchCondition<JavaClass> areKept() {
        return new ArchCondition<>("use only the rooms that the table allows") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                var room = roomOf(from);
                if (room.isEmpty()) {
                    events.add(SimpleConditionEvent.violated(from, from.getName() + " is in no room of the table"));
                    return;
                }
                for (var dependency : from.getDirectDependenciesFromSelf()) {
                    var target = roomOf(dependency.getTargetClass());
                    if (target.isPresent() && !isAllowed(room.get(), target.get())) {
                        events.add(SimpleConditionEvent.violated(
                                dependency,
                                room.get() + " may not use " + target.get() + ": " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private boolean isAllowed(String from, String to) {
        return from.equals(to) || mayUse.getOrDefault(from, Set.of()).contains(to);
    }

    private Optional<String> roomOf(JavaClass type) {
        var name = type.getPackageName();
        return mayUse.keySet().stream()
                .filter(room -> name.equals(room) || name.startsWith(room + "."))
                .max(Comparator.comparingInt(String::length));
    }
}
