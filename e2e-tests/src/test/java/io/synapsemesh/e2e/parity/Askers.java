package io.synapsemesh.e2e.parity;

import io.synapsemesh.simulator.oidc.CiIssuerFake;
import io.synapsemesh.simulator.oidc.EntraAuthority;
import io.synapsemesh.simulator.oidc.EntraTenantFake;
import io.synapsemesh.simulator.oidc.OidcIssuerFake;
import io.synapsemesh.simulator.oidc.TokenDraft;
import io.synapsemesh.simulator.oidc.TokenSignature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Everybody who asks, with their tokens: those Envoy decides about, those it may not, and forgeries.
final class Askers {
    private static final String OKTA_URL = "https://okta.example.invalid";

    private final EntraTenantFake one;
    private final EntraTenantFake two;
    private final EntraTenantFake solo;
    private final EntraTenantFake okta;
    private final CiIssuerFake github;
    private final List<MeshToken> all = new ArrayList<>();
    private final List<MeshToken> unclear = new ArrayList<>();
    private final List<MeshToken> forged = new ArrayList<>();

    Askers(OidcIssuerFake issuers) {
        this.one = issuers.entra(Cast.TENANT_ONE, EntraAuthority.PUBLIC_CLOUD);
        this.two = issuers.entra(Cast.TENANT_TWO, EntraAuthority.PUBLIC_CLOUD);
        this.solo = issuers.entra(Cast.TENANT_SOLO, EntraAuthority.PUBLIC_CLOUD);
        this.okta = issuers.entra(Cast.OKTA_ORG, new EntraAuthority(OKTA_URL, OKTA_URL));
        this.github = issuers.ci();
        addPeople();
        addApplications();
        addJobs();
        addShapes();
        addForgeries();
    }

    /// Those about whose requests nothing is open.
    List<MeshToken> closed() {
        return all.stream().filter(token -> token.facts().closed()).toList();
    }

    /// Those whose groups, actor or name nobody but an identity-mapper can tell.
    List<MeshToken> open() {
        return all.stream().filter(token -> !token.facts().closed()).toList();
    }

    /// Everybody whose token verifies.
    List<MeshToken> verified() {
        return Stream.concat(all.stream(), unclear.stream()).toList();
    }

    /// Whether it is a user's or an application's own one cannot tell; what the groups grant is granted to either.
    List<MeshToken> unclear() {
        return unclear;
    }

    /// Tokens that verify nowhere.
    List<MeshToken> forged() {
        return forged;
    }

    EntraTenantFake one() {
        return one;
    }

    EntraTenantFake two() {
        return two;
    }

    EntraTenantFake solo() {
        return solo;
    }

    EntraTenantFake okta() {
        return okta;
    }

    CiIssuerFake github() {
        return github;
    }

    private void addPeople() {
        for (String person : Cast.PEOPLE) {
            for (int g = 0; g < Cast.GROUPS.size(); g++) {
                var groups = List.of(Cast.GROUPS.get(g), "3f1c0f5e-0000-4000-8000-0000000000ff");
                add(
                        "v2",
                        Believed.ENTRA,
                        one,
                        one.userV2(person, Believed.AUDIENCE).groups(groups));
            }
            add("v1", Believed.ENTRA, one, one.userV1(person, Believed.AUDIENCE).groups(Cast.GROUPS.subList(0, 2)));
            add(
                    "other tenant",
                    Believed.ENTRA,
                    two,
                    two.userV2(person, Believed.AUDIENCE).groups(Cast.GROUPS.subList(1, 3)));
            add("no groups", Believed.SOLO, solo, solo.userV2(person, Believed.AUDIENCE));
            add(
                    "groups",
                    Believed.SOLO,
                    solo,
                    solo.userV2(person, Believed.AUDIENCE).groups(Cast.GROUPS.subList(2, 4)));
            for (int g = 0; g < Cast.OKTA_GROUPS.size(); g++) {
                var draft = member(person, List.of(Cast.OKTA_GROUPS.get(g), "other"))
                        .claim("department", Cast.DEPARTMENTS.get(g % 2));
                add("member", Believed.OKTA, okta, draft);
            }
        }
        add(
                "odd department",
                Believed.OKTA,
                okta,
                member(Cast.BOB, Cast.OKTA_GROUPS).claim("department", List.of("sales")));
        add(
                "null department",
                Believed.OKTA,
                okta,
                member(Cast.BOB, Cast.OKTA_GROUPS).claim("department", null));
        add(
                "public client",
                Believed.ENTRA,
                one,
                one.userV2(Cast.ALICE, Believed.AUDIENCE)
                        .claim("department", "risk")
                        .groups(Cast.GROUPS));
    }

    private void addApplications() {
        for (String application : Cast.APPLICATIONS) {
            add(
                    "application",
                    Believed.ENTRA,
                    one,
                    one.app(Cast.CAROL, application, Believed.AUDIENCE).groups(Cast.GROUPS.subList(0, 1)));
            add("application", Believed.SOLO, solo, solo.app(Cast.BOB, application, Believed.AUDIENCE));
        }
    }

    private void addJobs() {
        for (String repository : Cast.REPOSITORIES) {
            for (String environment : Cast.ENVIRONMENTS) {
                add(environment, Believed.GITHUB, github.job(repository, environment, Believed.AUDIENCE));
            }
        }
        add(
                "odd environment",
                Believed.GITHUB,
                github.job("corp/etl", "prod", Believed.AUDIENCE).claim("environment", Map.of("name", "prod")));
        add(
                "no environment",
                Believed.GITHUB,
                github.job("corp/etl", "prod", Believed.AUDIENCE).without("environment"));
    }

    /// Shapes that Envoy has no word for, and callers it must not decide about.
    private void addShapes() {
        TokenDraft alice = one.userV2(Cast.ALICE, Believed.AUDIENCE).groups(Cast.GROUPS);
        shape("overage", alice.overage());
        shape("groups and overage", alice.claim("_claim_names", Map.of("groups", "src1")));
        shape("groups and null overage", alice.claim("_claim_names", mapOfNull("groups")));
        shape("hasgroups", alice.hasGroups());
        shape("groups and hasgroups", alice.claim("hasgroups", true));
        shape("hasgroups is text", alice.claim("hasgroups", "true"));
        shape("hasgroups is null", alice.claim("hasgroups", null));
        shape("no groups", alice.without("groups"));
        shape("groups null", alice.claim("groups", null));
        shape("groups true", alice.claim("groups", true));
        shape("groups object", alice.claim("groups", Map.of("0", Cast.GROUPS.getFirst())));
        shape("groups text", alice.claim("groups", Cast.GROUPS.getFirst()));
        shape("groups number", alice.claim("groups", 1));
        shape("groups empty", alice.claim("groups", List.of()));
        shape("groups of numbers", alice.claim("groups", List.of(1, 2)));
        shape("groups of lists", alice.claim("groups", List.of(Cast.GROUPS)));
        shape("act", alice.claim("act", Map.of("sub", Believed.AGENT)));
        shape("act is text", alice.claim("act", Believed.AGENT));
        shape("act is null", alice.claim("act", null));
        shape("agent", alice.claim("azp", Believed.AGENT).claim("azpacr", "1"));
        shape("agent with certificate", alice.claim("azp", Believed.AGENT).claim("azpacr", "2"));
        shape(
                "agent v1",
                one.userV1(Cast.ALICE, Believed.AUDIENCE)
                        .groups(Cast.GROUPS)
                        .claim("appid", Believed.AGENT)
                        .claim("appidacr", "1"));
        shape(
                "agent as application",
                one.app(Cast.CAROL, Believed.AGENT, Believed.AUDIENCE).groups(Cast.GROUPS));
        shape("no oid", alice.without("oid"));
        shape("oid is a list", alice.claim("oid", List.of(Cast.ALICE)));
        shape("public agent", alice.claim("azp", Believed.AGENT).claim("azpacr", "0"));
        for (Object type : List.of(List.of("app"), true, Map.of())) {
            var draft = alice.claim("idtyp", type).claim("azp", Cast.LOADER);
            unclear.add(MeshToken.of("idtyp " + type, Believed.ENTRA, one.issuer(), draft));
        }
        TokenDraft bob = solo.userV2(Cast.BOB, Believed.AUDIENCE);
        add("overage", Believed.SOLO, solo, bob.overage());
        add("hasgroups", Believed.SOLO, solo, bob.hasGroups());
        add("groups null", Believed.SOLO, solo, bob.claim("groups", null));
        add("groups true", Believed.SOLO, solo, bob.claim("groups", true));
        add("groups object", Believed.SOLO, solo, bob.claim("groups", Map.of("a", "b")));
        add("groups empty", Believed.SOLO, solo, bob.claim("groups", List.of()));
        TokenDraft job = github.job("corp/etl", "prod", Believed.AUDIENCE);
        add("act", Believed.GITHUB, job.claim("act", Map.of("sub", "robot")));
        add("groups text", Believed.GITHUB, job.claim("groups", "all"));
        add("no sub", Believed.GITHUB, job.without("sub"));
        add(
                "groups text",
                Believed.OKTA,
                okta,
                member(Cast.BOB, Cast.OKTA_GROUPS).claim("groups", "engineers"));
        add("no groups", Believed.OKTA, okta, member(Cast.BOB, Cast.OKTA_GROUPS).without("groups"));
    }

    private void addForgeries() {
        TokenDraft alice = one.userV2(Cast.ALICE, Believed.AUDIENCE).groups(Cast.GROUPS);
        var now = Instant.now();
        forge("tampered", alice.signed(new TokenSignature.Tampered()));
        forge("foreign key", alice.signed(new TokenSignature.ForeignKey()));
        forge("unsigned", alice.signed(new TokenSignature.Unsigned()));
        forge("hmac", alice.signed(new TokenSignature.HmacWithPublicKey()));
        forge("encrypted", alice.signed(new TokenSignature.EncryptedUnsigned()));
        forge("expired", alice.valid(now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1))));
        forge("not yet valid", alice.valid(now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(2))));
        forge("without end", alice.without("exp"));
        forge("for Synapse", alice.claim("aud", EntraTenantFake.SYNAPSE_AUDIENCE));
        forge("unknown issuer", alice.claim("iss", "https://login.example.invalid/v2.0"));
        // Each tenant's keys vouch for its own tokens alone.
        forged.add(MeshToken.of("signed by another tenant", Believed.ENTRA, two.issuer(), alice));
        forged.add(MeshToken.of("signed by another provider", Believed.ENTRA, github.issuer(), alice));
    }

    private TokenDraft member(String person, List<String> groups) {
        return okta.userV2(person, Believed.AUDIENCE)
                .claim("sub", person)
                .without("tid")
                .groups(groups);
    }

    private void shape(String what, TokenDraft draft) {
        add(what, Believed.ENTRA, one, draft);
    }

    private void forge(String what, TokenDraft draft) {
        forged.add(MeshToken.of("forged: " + what, Believed.ENTRA, one.issuer(), draft));
    }

    private void add(String what, Believed provider, TokenDraft draft) {
        all.add(MeshToken.of(name(what, provider, draft), provider, github.issuer(), draft));
    }

    private void add(String what, Believed provider, EntraTenantFake tenant, TokenDraft draft) {
        all.add(MeshToken.of(name(what, provider, draft), provider, tenant.issuer(), draft));
    }

    private static String name(String what, Believed provider, TokenDraft draft) {
        return provider.name() + " " + what + " " + draft.claims().get(provider.subjectClaim()) + " "
                + draft.claims().get("groups");
    }

    private static Map<String, Object> mapOfNull(String key) {
        var map = new java.util.HashMap<String, Object>();
        map.put(key, null);
        return map;
    }
}
