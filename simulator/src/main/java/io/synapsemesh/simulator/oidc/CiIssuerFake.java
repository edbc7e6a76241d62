package io.synapsemesh.simulator.oidc;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A CI system that vouches for its jobs, shaped as GitHub Actions (`token.actions.githubusercontent.com`).
public final class CiIssuerFake {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final String issuerUrl;
    private final IssuerFake issuer;
    private final Clock clock;

    CiIssuerFake(String issuerUrl, IssuerFake issuer, Clock clock) {
        this.issuerUrl = issuerUrl;
        this.issuer = issuer;
        this.clock = clock;
    }

    public String issuerUrl() {
        return issuerUrl;
    }

    /// Keys, key document, rotation and trouble.
    public IssuerFake issuer() {
        return issuer;
    }

    public String mint(TokenDraft draft) {
        return issuer.mint(draft);
    }

    /// The token of a job of `repository` (`owner/name`) that deploys to `environment`.
    public TokenDraft job(String repository, String environment, String audience) {
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<String, @Nullable Object>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sub", "repo:%s:environment:%s".formatted(repository, environment));
        claims.put("environment", environment);
        claims.put("aud", audience);
        claims.put("ref", "refs/heads/main");
        claims.put("ref_type", "branch");
        claims.put("repository", repository);
        claims.put("repository_owner", repository.substring(0, Math.max(0, repository.indexOf('/'))));
        claims.put("run_id", "1");
        claims.put("workflow", "deploy");
        claims.put("event_name", "push");
        claims.put("iss", issuerUrl);
        claims.put("iat", now);
        claims.put("nbf", now);
        claims.put("exp", now + LIFETIME.toSeconds());
        return TokenDraft.of(claims);
    }
}
