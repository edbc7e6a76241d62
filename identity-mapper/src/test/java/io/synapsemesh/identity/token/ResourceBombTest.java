package io.synapsemesh.identity.token;

import io.synapsemesh.core.policy.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 3 (CVE-2023-52428, CVE-2025-53864): tokens that cost more to read than to send.
final class ResourceBombTest {
    @TestFactory
    Stream<DynamicTest> sizes() {
        return new Corpus()
                .refuses(
                        "a token of more than 48 KiB",
                        MeshOfTests.user().claim("filler", "x".repeat(30_000)),
                        draft -> draft.claim("filler", "x".repeat(40_000)),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "a megabyte",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> text + "A".repeat(1 << 20)),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "a megabyte of dots",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> ".".repeat(1 << 20)),
                        Reason.TOKEN_TOO_LARGE)
                .malformed(
                        "forty thousand dots",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> ".".repeat(40_000)))
                .refuses(
                        "a header of more than 4 KiB",
                        MeshOfTests.user().header("note", "x".repeat(2_000)),
                        draft -> draft.header("note", "x".repeat(4_000)),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "more than 256 claims",
                        MeshOfTests.user().json(text -> text.replaceFirst("}$", "," + members(200) + "}")),
                        draft -> draft.json(text -> text.replaceFirst("}$", "," + members(300) + "}")),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "more than 256 names in an inner object",
                        MeshOfTests.user().claim("inner", map(200)),
                        draft -> draft.claim("inner", map(300)),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "more than 1,024 groups",
                        MeshOfTests.user().claim("groups", groups(1_024)),
                        draft -> draft.claim("groups", groups(1_025)),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "a group of more than 1,024 characters",
                        MeshOfTests.user().claim("groups", List.of("g".repeat(1_024))),
                        draft -> draft.claim("groups", List.of("g".repeat(1_025))),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "more than 32 audiences",
                        MeshOfTests.user().claim("aud", audiences(32)),
                        draft -> draft.claim("aud", audiences(33)),
                        Reason.TOKEN_TOO_LARGE)
                .refuses(
                        "a subject of more than 1,024 characters",
                        MeshOfTests.okta().claim("sub", "s".repeat(1_024)),
                        draft -> draft.claim("sub", "s".repeat(1_025)),
                        Reason.TOKEN_TOO_LARGE)
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> depthsAndCostlyHeaders() {
        var shallow = MeshOfTests.user().member("\"deep\":" + nested(7));
        return new Corpus()
                .malformed("lists in lists, 9 deep", shallow, deep(nested(8)))
                .malformed("lists in lists, 10,000 deep", shallow, deep(nested(10_000)))
                .malformed("objects in objects, 2,000 deep", shallow, deep(objects(2_000)))
                .malformed("open lists without end", shallow, deep("[".repeat(20_000)))
                .malformed(
                        "a deep header",
                        MeshOfTests.user(),
                        draft -> draft.rawHeader("{\"alg\":\"RS256\",\"kid\":\"entra-1\",\"d\":" + nested(1_000) + "}"))
                .malformed(
                        "PBES2 with a great count",
                        MeshOfTests.user(),
                        draft -> draft.header("alg", "PBES2-HS256+A128KW")
                                .header("p2c", 2_000_000_000)
                                .header("p2s", "AAAA"))
                .malformed("p2c beside RS256", MeshOfTests.user(), draft -> draft.header("p2c", 1_000_000))
                .malformed("epk beside RS256", MeshOfTests.user(), draft -> draft.header("epk", Map.of("kty", "EC")))
                .malformed(
                        "a number of 20,000 digits",
                        MeshOfTests.user().member("\"n\":1"),
                        draft -> draft.member("\"n\":" + "9".repeat(20_000)))
                .malformed(
                        "an exponent of nine digits as exp",
                        MeshOfTests.user(),
                        draft -> draft.without("exp").member("\"exp\":1e999999999"))
                .tests();
    }

    private static UnaryOperator<Draft> deep(String json) {
        return draft -> MeshOfTests.user().member("\"deep\":" + json);
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String objects(int depth) {
        return "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"c" + i + "\":1").collect(Collectors.joining(","));
    }

    private static Map<String, Object> map(int count) {
        var map = new LinkedHashMap<String, Object>();
        IntStream.range(0, count).forEach(i -> map.put("n" + i, i));
        return map;
    }

    private static List<String> groups(int count) {
        return IntStream.range(0, count).mapToObj(i -> "g" + i).toList();
    }

    private static List<String> audiences(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i == 0 ? MeshOfTests.AUDIENCE : "api://other" + i)
                .toList();
    }
}
