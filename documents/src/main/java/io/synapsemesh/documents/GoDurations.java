package io.synapsemesh.documents;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as documents write them.
public final class GoDurations {
    private static final Pattern PART = Pattern.compile("([0-9]{1,9})(h|ms|m|s)");

    private GoDurations() {}

    /// @param text matches [io.synapsemesh.documents.schema.GoDuration], as every checked document does
    /// @throws IllegalArgumentException if it does not
    public static Duration parse(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!part.region(at, text.length()).lookingAt()) {
                throw new IllegalArgumentException("not a duration such as 24h or 1h30m: " + text);
            }
            long amount = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    });
            at = part.end();
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty text is no duration");
        }
        return sum;
    }
}
