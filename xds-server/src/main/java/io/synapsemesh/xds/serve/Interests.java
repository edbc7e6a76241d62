package io.synapsemesh.xds.serve;

import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Turns what a request says into changes of a subscription, so that Delta and state of the world share all that
/// follows. Source: xDS protocol, "How the client specifies what resources to return".
final class Interests {
    private static final String EVERYTHING = "*";

    private Interests() {}

    static void apply(Subscription subscription, Request.Wanted wanted, boolean first) {
        switch (wanted) {
            case Request.Wanted.Difference difference -> {
                if (first) {
                    begin(subscription, difference.subscribe(), difference.have());
                } else {
                    change(subscription, difference.subscribe(), difference.unsubscribe(), true);
                }
            }
            case Request.Wanted.Whole(List<String> names) -> {
                if (first) {
                    begin(subscription, names, Map.of());
                } else {
                    whole(subscription, names);
                }
            }
        }
    }

    private static void begin(Subscription subscription, List<String> subscribe, Map<String, String> have) {
        subscription.begin(new Interest(wildcard(subscription.type(), subscribe), Names.of(named(subscribe))), have);
    }

    private static Interest.Wildcard wildcard(TypeUrl type, List<String> subscribe) {
        if (subscribe.contains(EVERYTHING)) {
            return Interest.Wildcard.EXPLICIT;
        }
        return subscribe.isEmpty() && type.legacyWildcard() ? Interest.Wildcard.LEGACY : Interest.Wildcard.NO;
    }

    /// A list without `*` ends a wildcard, but for the empty list of a client that never named anything.
    private static void whole(Subscription subscription, List<String> names) {
        Interest interest = subscription.interest();
        if (names.isEmpty()
                && interest.wildcard() == Interest.Wildcard.LEGACY
                && interest.names().size() == 0) {
            return;
        }
        Names listed = Names.of(named(names));
        List<String> subscribe = new ArrayList<>();
        List<String> unsubscribe = new ArrayList<>();
        listed.list().stream().filter(name -> !interest.names().contains(name)).forEach(subscribe::add);
        interest.names().list().stream().filter(name -> !listed.contains(name)).forEach(unsubscribe::add);
        if (names.contains(EVERYTHING)) {
            if (interest.wildcard() != Interest.Wildcard.EXPLICIT) {
                subscribe.add(EVERYTHING);
            }
        } else if (interest.everything()) {
            unsubscribe.add(EVERYTHING);
        }
        change(subscription, subscribe, unsubscribe, false);
    }

    private static void change(
            Subscription subscription, List<String> subscribe, List<String> unsubscribe, boolean told) {
        if (!subscribe.isEmpty()) {
            subscription.subscribe(named(subscribe), subscribe.contains(EVERYTHING));
        }
        if (!unsubscribe.isEmpty()) {
            subscription.unsubscribe(named(unsubscribe), unsubscribe.contains(EVERYTHING), told);
        }
    }

    private static List<String> named(List<String> names) {
        return names.contains(EVERYTHING)
                ? names.stream().filter(name -> !name.equals(EVERYTHING)).toList()
                : names;
    }
}
