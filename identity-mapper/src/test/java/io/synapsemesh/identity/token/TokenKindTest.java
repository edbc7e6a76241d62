package io.synapsemesh.identity.token;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 8: a token of the right issuer that is not an access token for the mesh.
final class TokenKindTest {
    @TestFactory
    Stream<DynamicTest> idTokens() {
        var user = MeshOfTests.user();
        return new Corpus()
                .malformed(
                        "Entra's ID token",
                        user,
                        draft -> draft.without("scp", "azp", "azpacr").claim("nonce", "n-1"))
                .malformed("Entra's ID token without nonce", user, draft -> draft.without("scp", "azp", "azpacr"))
                .malformed(
                        "Entra's ID token with roles",
                        user,
                        draft -> draft.without("scp", "azp", "azpacr").claim("roles", List.of("Reader")))
                .malformed("at_hash", user, draft -> draft.claim("at_hash", "h"))
                .malformed("c_hash", user, draft -> draft.claim("c_hash", "h"))
                .malformed("scp is empty", user, draft -> draft.claim("scp", ""))
                .malformed(
                        "a user's by idtyp, without scopes",
                        user,
                        draft -> draft.without("scp").claim("idtyp", "user"))
                .malformed("Okta's ID token", MeshOfTests.okta(), draft -> draft.without("scp", "cid"))
                .malformed("Okta's ID token with nonce", MeshOfTests.okta(), draft -> draft.claim("nonce", "n-1"))
                .malformed("at_hash, Okta", MeshOfTests.okta(), draft -> draft.claim("at_hash", "h"))
                .malformed("at_hash, any OIDC issuer", MeshOfTests.job(), draft -> draft.claim("at_hash", "h"))
                .malformed(
                        "Keycloak's ID token",
                        MeshOfTests.job().claim("typ", "Bearer"),
                        draft -> draft.claim("typ", "ID"))
                .malformed(
                        "Keycloak's refresh token",
                        MeshOfTests.job().claim("typ", "Bearer"),
                        draft -> draft.claim("typ", "Refresh"))
                .malformed(
                        "Cognito's ID token",
                        MeshOfTests.job().claim("token_use", "access"),
                        draft -> draft.claim("token_use", "id"))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> otherTypes() {
        var corpus = new Corpus();
        for (String type : List.of(
                "logout+jwt",
                "dpop+jwt",
                "secevent+jwt",
                "JWE",
                "application/jwk+json",
                "jwt ",
                "JOSE",
                "application/okta-internal-at+jwt",
                "token-introspection+jwt")) {
            corpus.malformed("typ " + type, MeshOfTests.user(), draft -> draft.header("typ", type));
        }
        return corpus.malformed("typ is a list", MeshOfTests.user(), draft -> draft.header("typ", List.of("JWT")))
                .malformed(
                        "typ is null",
                        MeshOfTests.user(),
                        draft -> draft.rawHeader("{\"alg\":\"RS256\",\"kid\":\"entra-1\",\"typ\":null}"))
                .malformed("a JWT-SVID of type at+jwt", MeshOfTests.svid(), draft -> draft.header("typ", "at+jwt"))
                .malformed(
                        "a logout token",
                        MeshOfTests.job(),
                        draft -> draft.claim(
                                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())))
                .malformed(
                        "Access's token of the whole session",
                        MeshOfTests.access(),
                        draft -> draft.claim("type", "org"))
                .malformed("Access without type", MeshOfTests.access(), draft -> draft.without("type"))
                .believes("typ at+jwt", MeshOfTests.user().header("typ", "at+jwt"))
                .believes("typ in its long form", MeshOfTests.user().header("typ", "application/at+jwt"))
                .believes("typ jwt in small letters", MeshOfTests.user().header("typ", "jwt"))
                .believes("no typ", MeshOfTests.user().withoutHeader("typ"))
                .believes("typ JOSE of a JWT-SVID", MeshOfTests.svid().header("typ", "JOSE"))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> applicationsAndAccounts() {
        return new Corpus()
                .malformed("an application without its id", MeshOfTests.application(), draft -> draft.without("azp"))
                .malformed("two clients", MeshOfTests.application(), draft -> draft.claim("appid", MeshOfTests.AGENT))
                .malformed(
                        "two actors",
                        MeshOfTests.user()
                                .claim("azp", MeshOfTests.AGENT)
                                .claim("azpacr", "1")
                                .claim("act", Map.of("sub", MeshOfTests.AGENT)),
                        draft -> draft.claim("act", Map.of("sub", "another")))
                .malformed(
                        "an application neither by idtyp, roles nor subject",
                        MeshOfTests.application().without("idtyp"),
                        draft -> draft.claim("sub", "pairwise"))
                .malformed("no kubernetes.io", MeshOfTests.cluster(), draft -> draft.without("kubernetes.io"))
                .malformed(
                        "kubernetes.io is a text",
                        MeshOfTests.cluster(),
                        draft -> draft.claim("kubernetes.io", "etl/nightly"))
                .malformed(
                        "kubernetes.io of another namespace",
                        MeshOfTests.cluster(),
                        draft -> draft.claim(
                                "kubernetes.io",
                                Map.of("namespace", "hr", "serviceaccount", Map.of("name", "nightly"))))
                .malformed(
                        "kubernetes.io of another account",
                        MeshOfTests.cluster(),
                        draft -> draft.claim(
                                "kubernetes.io", Map.of("namespace", "etl", "serviceaccount", Map.of("name", "daily"))))
                .malformed(
                        "kubernetes.io without an account",
                        MeshOfTests.cluster(),
                        draft -> draft.claim("kubernetes.io", Map.of("namespace", "etl")))
                .malformed("a node's token", MeshOfTests.cluster(), draft -> draft.claim("sub", "system:node:n1"))
                .malformed(
                        "Access with neither subject nor service",
                        MeshOfTests.access(),
                        draft -> draft.claim("sub", ""))
                .believes(
                        "Access's service token",
                        MeshOfTests.access()
                                .claim("sub", "")
                                .claim("common_name", "abc.access")
                                .without("email"))
                .tests();
    }
}
