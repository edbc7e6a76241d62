package io.synapsemesh.identity.token;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who a verified token names. Always by the provider's subject claim, an id that nobody can choose; never by an
/// address or a name (`email`, `upn`, `preferred_username`), which whoever administers another tenant can.
///
/// Only Entra and Cloudflare say in a token that it is an application's own; of the others everybody is a user, or
/// known by their claims alone, exactly as the rendered RBAC reads them.
final class PrincipalReading {
    /// Marks of OpenID Connect ID tokens (OpenID Connect Core 3.1.3.6, 3.3.2.11) and of security events (RFC 8417),
    /// which prove something to somebody else.
    private static final List<String> NOT_FOR_ACCESS = List.of("at_hash", "c_hash", "s_hash", "events");

    /// One of these is in every job's token of GitHub, GitLab, Buildkite, CircleCI and Terraform Cloud.
    private static final List<String> JOB = List.of(
            "job_workflow_ref",
            "repository",
            "project_path",
            "pipeline_slug",
            "oidc.circleci.com/project-id",
            "terraform_run_id");

    private static final Set<String> OTHER_TYPES = Set.of("ID", "Refresh", "Offline", "Logout");
    private static final int LIST_MAX = 1_024;

    private PrincipalReading() {}

    static Principal read(ClaimSet claims, TrustedIssuer issuer) {
        for (String mark : NOT_FOR_ACCESS) {
            if (claims.has(mark)) {
                throw idToken("it carries " + mark);
            }
        }
        return switch (issuer.type()) {
            case ENTRA_ID -> entra(claims, issuer);
            case OKTA -> okta(claims, issuer);
            case CLOUDFLARE_ACCESS -> cloudflare(claims, issuer);
            case KUBERNETES -> kubernetes(claims, issuer);
            case SPIFFE -> spiffe(claims, issuer);
            case OIDC -> oidc(claims, issuer);
        };
    }

    /// A user's access token names the scopes that were consented to. An application's own says so in `idtyp`,
    /// which is an optional claim; without it, by having roles, or its own object as subject, and no scopes
    /// ("Access token claims reference"). An ID token has neither.
    private static Principal entra(ClaimSet claims, TrustedIssuer issuer) {
        if (claims.has("nonce")) {
            throw idToken("it carries nonce");
        }
        Optional<String> kind = claims.text("idtyp");
        boolean scopes = claims.text("scp").filter(scope -> !scope.isEmpty()).isPresent();
        Optional<String> client = client(claims);
        boolean own = kind.filter("app"::equals).isPresent()
                || kind.isEmpty() && !scopes && client.isPresent() && isOwn(claims);
        if (own) {
            return new Principal.ServicePrincipal(
                    issuer.provider().name(),
                    client.orElseThrow(() -> Refusal.malformed("the application's token has neither azp nor appid")));
        }
        if (!scopes) {
            throw idToken("it has neither scopes (scp) nor is it an application's own");
        }
        return user(claims, issuer, issuer.issuer().tenant().orElse(""));
    }

    private static boolean isOwn(ClaimSet claims) {
        boolean roles = claims.names("roles", LIST_MAX)
                .filter(names -> !names.isEmpty())
                .isPresent();
        Optional<String> object = claims.name("oid");
        return roles || object.isPresent() && object.equals(claims.name("sub"));
    }

    /// `azp` in v2 tokens, `appid` in v1 tokens.
    private static Optional<String> client(ClaimSet claims) {
        Optional<String> v2 = claims.name("azp");
        Optional<String> v1 = claims.name("appid");
        if (v2.isPresent() && v1.isPresent() && !v1.equals(v2)) {
            throw Refusal.malformed("the token names two clients (azp, appid)");
        }
        return v2.or(() -> v1);
    }

    private static Principal okta(ClaimSet claims, TrustedIssuer issuer) {
        boolean scopes = claims.nameOrNames("scp", LIST_MAX)
                .filter(names -> !names.isEmpty())
                .isPresent();
        if (claims.has("nonce") || !scopes && claims.name("cid").isEmpty()) {
            throw idToken("it has neither scopes (scp) nor a client (cid)");
        }
        return user(claims, issuer, "");
    }

    /// A service token has an empty `sub` and the client id in `common_name`.
    private static Principal cloudflare(ClaimSet claims, TrustedIssuer issuer) {
        if (claims.text("type").filter("app"::equals).isEmpty()) {
            throw new Refusal(
                    Reason.TOKEN_MALFORMED,
                    "the token is not an application's (type is not app)",
                    "Send the Cf-Access-Jwt-Assertion of the mesh's Access application.");
        }
        Optional<String> service = claims.name("common_name");
        if (claims.name(issuer.provider().subjectClaim()).isEmpty() && service.isPresent()) {
            return new Principal.ServicePrincipal(issuer.provider().name(), service.get());
        }
        return user(claims, issuer, "");
    }

    /// A service account is known by its claims, not as a workload of the mesh: `workload` subjects are proven by
    /// the connection (rules.md A), and which cluster's `ns/sa` a trust domain means no document says. A binding
    /// names it `claims: {match: {sub: "system:serviceaccount:ns:sa"}}`.
    private static Principal kubernetes(ClaimSet claims, TrustedIssuer issuer) {
        ClaimSet cluster = claims.object("kubernetes.io")
                .orElseThrow(() -> new Refusal(
                        Reason.TOKEN_MALFORMED,
                        "the token is not a bound service account token (no kubernetes.io)",
                        "Use a projected token, or kubectl create token --audience."));
        String account = cluster.object("serviceaccount")
                .orElseThrow(() -> Refusal.malformed("the token names no service account"))
                .requiredName("name");
        String expected = "system:serviceaccount:" + cluster.requiredName("namespace") + ":" + account;
        if (!claims.requiredName("sub").equals(expected)) {
            throw Refusal.malformed("the token's sub is not the service account of its kubernetes.io claim");
        }
        return new Principal.Claims(
                issuer.provider().name(), claims.requiredName(issuer.provider().subjectClaim()));
    }

    private static Principal spiffe(ClaimSet claims, TrustedIssuer issuer) {
        SpiffeId id = spiffeId(claims.requiredName("sub"));
        if (!issuer.trustDomain().equals(Optional.of(id.trustDomain()))) {
            throw new Refusal(
                    Reason.WRONG_ISSUER,
                    "the JWT-SVID is of another trust domain",
                    "Write an IdentityProvider of type Spiffe for it.");
        }
        return new Principal.Workload(id);
    }

    static SpiffeId spiffeId(String text) {
        try {
            return SpiffeId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("the token's sub is not a SPIFFE id of a workload");
        }
    }

    private static Principal oidc(ClaimSet claims, TrustedIssuer issuer) {
        if (claims.text("typ").filter(OTHER_TYPES::contains).isPresent()
                || claims.text("token_use").filter("id"::equals).isPresent()) {
            throw idToken("it says so");
        }
        boolean job = JOB.stream().anyMatch(claims::has);
        return job
                ? new Principal.Claims(
                        issuer.provider().name(),
                        claims.requiredName(issuer.provider().subjectClaim()))
                : user(claims, issuer, "");
    }

    private static Principal user(ClaimSet claims, TrustedIssuer issuer, String tenant) {
        return new Principal.User(
                issuer.provider().name(),
                tenant,
                claims.requiredName(issuer.provider().subjectClaim()));
    }

    private static Refusal idToken(String because) {
        return new Refusal(
                Reason.TOKEN_MALFORMED,
                "the token is not an access token: " + because,
                "Send the access token for the mesh, not the ID token of a sign-in.");
    }
}
