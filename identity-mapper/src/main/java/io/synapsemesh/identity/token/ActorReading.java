package io.synapsemesh.identity.token;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who acts for the principal of a token (rules.md A, "Actors"): its client, if that is a listed agent which has
/// proven itself, or the subject of `act` (RFC 8693 section 4.1; of a chain the outermost, who acts now).
///
/// A client whose strength the token does not tell counts as an agent: with an actor more is asked, never less.
final class ActorReading {
    private static final List<Map.Entry<String, String>> CLIENTS =
            List.of(Map.entry("azp", "azpacr"), Map.entry("appid", "appidacr"));

    private ActorReading() {}

    static Optional<Principal> read(ClaimSet claims, TrustedIssuer issuer) {
        Provider provider = issuer.provider();
        Optional<String> client = agent(claims, provider);
        Optional<ClaimSet> act = claims.object("act");
        if (act.isEmpty()) {
            return client.map(id -> new Principal.ServicePrincipal(provider.name(), id));
        }
        String acting = act.get().requiredName("sub");
        if (client.isPresent() && !client.get().equals(acting)) {
            throw Refusal.malformed("the token names two actors (act, azp)");
        }
        return Optional.of(client.<Principal>map(id -> new Principal.ServicePrincipal(provider.name(), id))
                .orElseGet(() -> named(acting, issuer)));
    }

    /// `0` is a public client, whose id anybody can use: nobody acts, the user asks.
    private static Optional<String> agent(ClaimSet claims, Provider provider) {
        for (var client : CLIENTS) {
            Optional<String> id = claims.text(client.getKey());
            Optional<String> strength = claims.text(client.getValue());
            if (id.filter(provider.agents()::contains).isPresent() && !strength.equals(Optional.of("0"))) {
                return id;
            }
        }
        return Optional.empty();
    }

    /// A trust domain speaks for its own workloads alone.
    private static Principal named(String acting, TrustedIssuer issuer) {
        if (issuer.trustDomain().isPresent()) {
            SpiffeId id = PrincipalReading.spiffeId(acting);
            if (issuer.trustDomain().get().equals(id.trustDomain())) {
                return new Principal.Workload(id);
            }
        }
        return new Principal.Claims(issuer.provider().name(), acting);
    }
}
