package io.synapsemesh.identity.group.adapter.okta;

import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.WhyUnknown;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Pattern;

/// `Link: <url>; rel="next"` (RFC 8288), on a header of its own or beside others. A header that announces a next page
/// and cannot be read is a wrong answer: to pass it over would drop the groups behind it.
final class LinkHeader {
    private static final Pattern LINK = Pattern.compile("\\s*<([^>]*)>((?:\\s*;[^,]*+)*+)\\s*(?:,|$)");
    private static final Pattern NEXT = Pattern.compile("(?i);\\s*rel\\s*=\\s*\"?next\"?\\s*(?:;|$)");
    private static final int CHARS_MAX = 32 * 1024;

    private LinkHeader() {}

    static Optional<String> next(HttpHeaders headers) {
        Optional<String> next = Optional.empty();
        for (String line : headers.allValues("link")) {
            if (line.length() > CHARS_MAX) {
                throw unreadable();
            }
            var links = LINK.matcher(line);
            int read = 0;
            while (read < line.length()) {
                if (!links.find(read) || links.start() != read) {
                    throw unreadable();
                }
                read = links.end();
                if (NEXT.matcher(links.group(2).strip()).find()) {
                    if (next.isPresent()) {
                        throw unreadable();
                    }
                    next = Optional.of(links.group(1));
                }
            }
        }
        return next;
    }

    private static DirectoryFailed unreadable() {
        return new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the links of the answer cannot be read");
    }
}
