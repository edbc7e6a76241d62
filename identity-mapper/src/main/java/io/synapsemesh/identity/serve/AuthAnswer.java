package io.synapsemesh.identity.serve;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What Nginx is told: 204, 401 or 403, for it makes 500 of every other.
public record AuthAnswer(int status, SortedMap<String, String> headers) {
    public static final int ALLOWED = 204;
    public static final int UNAUTHENTICATED = 401;
    public static final int REFUSED = 403;

    public AuthAnswer {
        if (status != ALLOWED && status != UNAUTHENTICATED && status != REFUSED) {
            throw new IllegalArgumentException("Nginx takes 204, 401 and 403, not " + status);
        }
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /// With no more to say.
    public static AuthAnswer refused(String reason) {
        var headers = new TreeMap<String, String>();
        headers.put(AuthRequest.REASON, reason);
        return new AuthAnswer(REFUSED, headers);
    }
}
