package io.synapsemesh.controlplane.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a request says that it has, by `If-None-Match` (RFC 9110 section 13.1.2).
///
/// @param any `*`: whatever there is
record EntityTags(List<Tag> tags, boolean any) {
    static final EntityTags NONE = new EntityTags(List.of(), false);

    private static final int TAGS_MAX = 16;
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([!#-~]*)\"\\s*(,|$)");

    record Tag(boolean weak, String value) {}

    /// What is no list of tags names nothing.
    static EntityTags parse(String header) {
        if (header.strip().equals("*")) {
            return new EntityTags(List.of(), true);
        }
        var tags = new ArrayList<Tag>();
        var matcher = TAG.matcher(header);
        int at = 0;
        while (at < header.length()) {
            if (!matcher.find(at) || matcher.start() != at || tags.size() == TAGS_MAX) {
                return NONE;
            }
            tags.add(new Tag(matcher.group(1) != null, matcher.group(2)));
            at = matcher.end();
        }
        return new EntityTags(List.copyOf(tags), false);
    }

    /// Weakly, as the standard has it for this header.
    boolean matches(String value) {
        return any || tags.stream().anyMatch(tag -> tag.value().equals(value));
    }

    /// What the caller has, if he says it of one thing and exactly: a cache may hold several, and then nobody knows
    /// which of them it uses.
    Optional<String> only() {
        return tags.size() == 1 && !tags.getFirst().weak()
                ? Optional.of(tags.getFirst().value())
                : Optional.empty();
    }
}
