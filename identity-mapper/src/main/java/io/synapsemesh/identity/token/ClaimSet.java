package io.synapsemesh.identity.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The claims of one token. Absent is one thing, of another shape than expected is another: the second is a
/// refusal.
final class ClaimSet {
    /// Names of principals and groups, in characters.
    private static final int NAME_MAX = 1_024;

    /// The last second of the year 9999.
    private static final long SECONDS_MAX = 253_402_300_799L;

    private final Map<String, Object> members;

    ClaimSet(Map<String, Object> members) {
        this.members = members;
    }

    boolean has(String claim) {
        return members.containsKey(claim);
    }

    /// A text, maybe empty.
    Optional<String> text(String claim) {
        Object value = members.get(claim);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw Refusal.malformed("the claim " + claim + " is not a text");
    }

    /// A text that names somebody: not empty, printable. Absent and empty alike are no name.
    Optional<String> name(String claim) {
        return text(claim).filter(text -> !text.isEmpty()).map(text -> printable(text, claim));
    }

    String requiredName(String claim) {
        return name(claim).orElseThrow(() -> Refusal.malformed("the token has no " + claim));
    }

    /// NumericDate (RFC 7519 section 2) in whole seconds: a fraction, a text or a year past 9999 is not a time.
    OptionalLong seconds(String claim) {
        Object value = members.get(claim);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Long seconds && seconds >= 0 && seconds <= SECONDS_MAX) {
            return OptionalLong.of(seconds);
        }
        throw Refusal.malformed("the claim " + claim + " is not a time in whole seconds");
    }

    Optional<ClaimSet> object(String claim) {
        Object value = members.get(claim);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(objectOf(claim, value));
    }

    /// Names in a list, which may be empty.
    Optional<List<String>> names(String claim, int countMax) {
        Object value = members.get(claim);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof List<?> list)) {
            throw Refusal.malformed("the claim " + claim + " is not a list");
        }
        if (list.size() > countMax) {
            throw Refusal.tooLarge("the claim " + claim + " has more than " + countMax + " elements");
        }
        var names = new ArrayList<String>(list.size());
        for (Object element : list) {
            if (!(element instanceof String text) || text.isEmpty()) {
                throw Refusal.malformed("an element of the claim " + claim + " is not a text, or empty");
            }
            names.add(printable(text, claim));
        }
        return Optional.of(names);
    }

    /// One name, or a list of them (`aud`, Okta's and others' `scp`).
    Optional<List<String>> nameOrNames(String claim, int countMax) {
        return members.get(claim) instanceof String ? name(claim).map(List::of) : names(claim, countMax);
    }

    /// The claims that are plain texts, as rules compare them.
    SortedMap<String, String> plain() {
        var plain = new TreeMap<String, String>();
        members.forEach((name, value) -> {
            if (value instanceof String text) {
                plain.put(name, text);
            }
        });
        return plain;
    }

    /// The names of all others.
    SortedSet<String> odd() {
        var odd = new TreeSet<String>();
        members.forEach((name, value) -> {
            if (!(value instanceof String)) {
                odd.add(name);
            }
        });
        return odd;
    }

    @SuppressWarnings("unchecked") // TokenJson makes maps of names only
    private static ClaimSet objectOf(String claim, Object value) {
        if (value instanceof Map<?, ?> map) {
            return new ClaimSet((Map<String, Object>) map);
        }
        throw Refusal.malformed("the claim " + claim + " is not an object");
    }

    private static String printable(String text, String claim) {
        if (text.length() > NAME_MAX) {
            throw Refusal.tooLarge("a name in the claim " + claim + " is longer than " + NAME_MAX + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw Refusal.malformed("a name in the claim " + claim + " has control characters");
            }
        }
        return text;
    }
}
