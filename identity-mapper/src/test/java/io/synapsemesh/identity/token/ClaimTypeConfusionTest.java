package io.synapsemesh.identity.token;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 5 (CVE-2026-25537): a claim of another shape than it must have ends the reading; it is never the same as no
/// claim.
final class ClaimTypeConfusionTest {
    @TestFactory
    Stream<DynamicTest> times() {
        var corpus = new Corpus();
        for (String claim : List.of("exp", "nbf", "iat")) {
            long right = claim.equals("exp") ? MeshOfTests.NOW_SECONDS + 3_600 : MeshOfTests.NOW_SECONDS;
            for (String wrong : List.of(
                    "\"" + right + "\"",
                    right + ".0",
                    right + "e0",
                    "-1",
                    "9223372036854775807",
                    "9223372036854775808",
                    "253402300800",
                    "null",
                    "true",
                    "[" + right + "]",
                    "{\"a\":" + right + "}")) {
                corpus.malformed(
                        claim + " is " + wrong,
                        MeshOfTests.user().claim(claim, right),
                        draft -> draft.without(claim).member("\"" + claim + "\":" + wrong));
            }
        }
        return corpus.tests();
    }

    @TestFactory
    Stream<DynamicTest> textsAndLists() {
        var corpus = new Corpus();
        for (String wrong : List.of(
                "1",
                "true",
                "null",
                "{}",
                "{\"0\":\"api://synapsemesh\"}",
                "[1]",
                "[null]",
                "[[]]",
                "[\"api://synapsemesh\",1]",
                "[\"api://synapsemesh\",\"\"]")) {
            corpus.malformed(
                    "aud is " + wrong,
                    MeshOfTests.user().claim("aud", List.of(MeshOfTests.AUDIENCE)),
                    draft -> draft.without("aud").member("\"aud\":" + wrong));
        }
        for (String wrong : List.of(
                "\"" + MeshOfTests.GROUP + "\"",
                "1",
                "true",
                "null",
                "{\"0\":\"g\"}",
                "[1]",
                "[\"g\",1]",
                "[null]",
                "[[\"g\"]]",
                "[{\"id\":\"g\"}]",
                "[\"g\",\"\"]",
                "[\"g\\n\"]")) {
            corpus.malformed(
                    "groups are " + wrong,
                    MeshOfTests.user(),
                    draft -> draft.without("groups").member("\"groups\":" + wrong));
        }
        for (String claim : List.of("iss", "oid", "tid", "azp", "azpacr", "scp", "idtyp", "uti", "sub")) {
            corpus.malformed(
                    claim + " is a number",
                    MeshOfTests.user(),
                    draft -> draft.without(claim).member("\"" + claim + "\":1"));
            corpus.malformed(
                    claim + " is a list",
                    MeshOfTests.user(),
                    draft -> draft.claim(
                            claim, List.of(String.valueOf(draft.claims().get(claim)))));
        }
        for (String wrong :
                List.of("\"robot\"", "null", "true", "[\"robot\"]", "{}", "{\"sub\":1}", "{\"sub\":\"\"}")) {
            corpus.malformed(
                    "act is " + wrong,
                    MeshOfTests.user().claim("act", Map.of("sub", "robot")),
                    draft -> draft.without("act").member("\"act\":" + wrong));
        }
        for (String wrong : List.of("\"groups\"", "null", "[\"groups\"]", "1")) {
            corpus.malformed(
                    "_claim_names is " + wrong,
                    MeshOfTests.user().claim("_claim_names", Map.of("groups", "src1")),
                    draft -> draft.without("_claim_names").member("\"_claim_names\":" + wrong));
        }
        return corpus.malformed(
                        "sub is null from a CI",
                        MeshOfTests.job(),
                        draft -> draft.without("sub").member("\"sub\":null"))
                .malformed("no sub from a CI", MeshOfTests.job(), draft -> draft.without("sub"))
                .malformed("sub is empty from Okta", MeshOfTests.okta(), draft -> draft.claim("sub", ""))
                .malformed("scp has numbers, Okta", MeshOfTests.okta(), draft -> draft.claim("scp", List.of(1)))
                .malformed("type is a list, Access", MeshOfTests.access(), draft -> draft.claim("type", List.of("app")))
                .malformed(
                        "roles is a text",
                        MeshOfTests.application().without("idtyp").claim("roles", List.of("r")),
                        draft -> draft.claim("roles", "r"))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> json() {
        var user = MeshOfTests.user();
        return new Corpus()
                .malformed(
                        "iss twice",
                        user,
                        draft -> draft.json(text -> "{\"iss\":\"https://evil.example/\"," + text.substring(1)))
                .malformed(
                        "exp twice, equal", user, draft -> draft.member("\"exp\":" + (MeshOfTests.NOW_SECONDS + 3_600)))
                .malformed("aud twice", user, draft -> draft.member("\"aud\":\"other\""))
                .malformed("groups twice", user, draft -> draft.member("\"groups\":[]"))
                .malformed("a name twice by an escape", user, draft -> draft.member("\"\\u0069ss\":\"other\""))
                .malformed(
                        "a name twice in an inner object",
                        user.claim("inner", Map.of("a", 1)),
                        draft -> draft.without("inner").member("\"inner\":{\"a\":1,\"a\":1}"))
                .malformed(
                        "a name twice with null first",
                        user,
                        draft -> draft.json(text -> "{\"oid\":null," + text.substring(1)))
                .malformed("two objects", user, draft -> draft.json(text -> text + "{}"))
                .malformed("text behind", user, draft -> draft.json(text -> text + "x"))
                .malformed(
                        "a comma too many",
                        user,
                        draft -> draft.json(text -> text.substring(0, text.length() - 1) + ",}"))
                .malformed("single quotes", user, draft -> draft.json(text -> text.replace('"', '\'')))
                .malformed("a comment", user, draft -> draft.json(text -> "/* */" + text))
                .malformed("a bare name", user, draft -> draft.member("a:1"))
                .malformed("NaN", user, draft -> draft.member("\"a\":NaN"))
                .malformed("a leading zero", user, draft -> draft.member("\"a\":01"))
                .malformed("a raw line break in a text", user, draft -> draft.member("\"a\":\"\n\""))
                .malformed("a byte order mark", user, draft -> draft.json(text -> "\uFEFF" + text))
                .malformed("a list", user, draft -> draft.json(text -> "[" + text + "]"))
                .malformed("a text", user, draft -> draft.json(text -> "\"claims\""))
                .malformed("null", user, draft -> draft.json(text -> "null"))
                .malformed("a blank", user, draft -> draft.json(text -> " "))
                .malformed("cut short", user, draft -> draft.json(text -> text.substring(0, text.length() - 1)))
                .malformed(
                        "UTF-16",
                        user,
                        draft -> draft.rawClaims(draft.claimsJson().getBytes(StandardCharsets.UTF_16)))
                .malformed("half a surrogate pair", user, draft -> draft.member("\"a\":\"\\ud800\""))
                .malformed(
                        "a surrogate pair the wrong way round", user, draft -> draft.member("\"a\":\"\\udc00\\ud800\""))
                .malformed(
                        "an overlong slash",
                        user.member("\"a\":\"/\""),
                        draft -> user.rawClaims(withBytes(user, 0xc0, 0xaf)))
                .malformed("a surrogate in UTF-8", user, draft -> user.rawClaims(withBytes(user, 0xed, 0xa0, 0x80)))
                .malformed("a byte that is no UTF-8", user, draft -> user.rawClaims(withBytes(user, 0xff)))
                .malformed("a control character in a name", user, draft -> draft.claim("oid", "a\u0000b"))
                .believes("an escape that is a character", user.member("\"a\":\"\\ud83d\\ude00\""))
                .believes("other letters than ASCII", user.claim("name", "Ǆoë"))
                .tests();
    }

    /// The claims and one more, whose text is these bytes.
    private static byte[] withBytes(Draft draft, int... bytes) {
        String json = draft.claimsJson();
        byte[] before = (json.substring(0, json.length() - 1) + ",\"a\":\"").getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(before, before.length + bytes.length + 2);
        for (int i = 0; i < bytes.length; i++) {
            all[before.length + i] = (byte) bytes[i];
        }
        all[all.length - 2] = '"';
        all[all.length - 1] = '}';
        return all;
    }
}
