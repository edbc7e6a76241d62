package io.synapsemesh.e2e.parity;

import java.util.List;
import java.util.stream.Stream;

/// Targets that are not canonical (rules.md A, "Canonical path"), one a rule, each as bytes on the wire.
final class RefusedPaths {
    private RefusedPaths() {}

    static List<String> all() {
        return Stream.of(
                        separators(), dots(), escapedAscii(), badUtf8(), otherCharacters(), fragments(), lengths())
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> separators() {
        return List.of(
                "/livyApi/versions/1/sparkPools/pool;x=1/batches",
                "/pipelines;x",
                "/pipelines//x",
                "//pipelines",
                "/pipelines//",
                "/pipelines/a\\b",
                "\\pipelines");
    }

    private static List<String> dots() {
        return List.of(
                "/pipelines/.",
                "/pipelines/..",
                "/pipelines/../workspace",
                "/./workspace",
                "/pipelines/a.",
                "/pipelines./a",
                "/pipelines/a%20",
                "/pipelines/a%20/rename",
                "/pipelines/%20",
                "/pipelines/...",
                "/pipelines/%2e",
                "/pipelines/%2E%2e/workspace");
    }

    private static List<String> escapedAscii() {
        return List.of(
                "/pipelines/a%2Fb",
                "/pipelines/a%2fb",
                "/pipelines/a%5Cb",
                "/pipelines/%41bc",
                "/pipelines/%61",
                "/pipelines/a%00",
                "/pipelines/a%0a",
                "/pipelines/a%7F",
                "/pipelines/a%3Bx=1",
                "/pipelines/a%23b",
                "/pipelines/a%3Fb",
                "/pipelines/a%25",
                "/pipelines/a%252e",
                "/pipelines/a%",
                "/pipelines/a%4",
                "/pipelines/a%zz",
                "/pipelines/%u0041");
    }

    private static List<String> badUtf8() {
        return List.of(
                "/pipelines/%FF",
                "/pipelines/%C0%AF",
                "/pipelines/%C1%81",
                "/pipelines/%E0%80%AF",
                "/pipelines/%ED%A0%80",
                "/pipelines/%C2",
                "/pipelines/%C2%80",
                "/pipelines/%C2%9F",
                "/pipelines/%E2%82",
                "/pipelines/%F0%82%82%AC",
                "/pipelines/%F4%90%80%80",
                "/pipelines/%F5%80%80%80",
                "/pipelines/%A0");
    }

    private static List<String> otherCharacters() {
        return Stream.of("+", "*", ":", "@", ",", "=", "&", "$", "!", "[a]", "{a}", "|", "^", "`", "\"", "<", ">")
                .map(character -> "/pipelines/a" + character)
                .toList();
    }

    private static List<String> fragments() {
        return List.of("/workspace#x", "/workspace#", "/workspace?a=b#x", "/pipelines/a#/../b");
    }

    /// One byte more than is allowed; [ParityIT] has the longest that is.
    private static List<String> lengths() {
        return List.of("/" + "a".repeat(2048), "/" + "a".repeat(2048) + "?a=b", "/" + "a/".repeat(4000) + "a");
    }
}
