package io.synapsemesh.identity.group;

import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.identity.token.VerifiedToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Verified tokens as these tests need them.
public final class Tokens {
    public static final String PROVIDER = "entra";
    public static final String TENANT = "11111111-1111-1111-1111-111111111111";

    private Tokens() {}

    public static Principal.User user(String id) {
        return new Principal.User(PROVIDER, TENANT, id);
    }

    /// A token whose groups did not fit.
    public static VerifiedToken overage(String userId) {
        return of(PROVIDER, TENANT, user(userId), new Groups.Unknown(), true);
    }

    public static VerifiedToken of(
            String provider, String tenant, Principal principal, Groups groups, boolean overage) {
        return new VerifiedToken(
                principal,
                provider,
                "https://issuer.example/",
                tenant,
                groups,
                overage,
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                Instant.MAX,
                "");
    }

    public static SortedSet<String> set(String... ids) {
        return new TreeSet<>(List.of(ids));
    }
}
