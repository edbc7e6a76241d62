package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Right tokens, broken at random: whatever comes, the verifier answers, and it believes nothing but the very text
/// that was signed. A failing seed is its own reproduction.
final class TokenFuzzTest {
    private static final int ROUNDS = 2_000;
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\u0000é{}\"";
    private static final List<String> PIECES = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "true",
            "1e9",
            "-1",
            "\\u0000",
            "\\ud800",
            "\"iss\":",
            "\"exp\":",
            "\"aud\":[",
            "\"groups\":{",
            "é",
            "\u0000",
            "\"alg\":\"none\"",
            "\"crit\":[",
            "9".repeat(40),
            "[".repeat(40));

    private final MeshOfTests mesh = new MeshOfTests();
    private final List<Draft> drafts = List.of(
            MeshOfTests.user(),
            MeshOfTests.userV1(),
            MeshOfTests.application(),
            MeshOfTests.okta(),
            MeshOfTests.access(),
            MeshOfTests.cluster(),
            MeshOfTests.job(),
            MeshOfTests.svid());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void believesOnlyTheTextThatWasSigned(long seed) {
        var random = new Random(seed);
        List<String> right = drafts.stream().map(Draft::mint).toList();
        Set<String> signed = right.stream().map(TokenFuzzTest::input).collect(Collectors.toSet());
        assertThat(right)
                .allSatisfy(text -> assertThat(mesh.verifier.read(text)).isInstanceOf(TokenReading.Verified.class));
        for (int i = 0; i < ROUNDS; i++) {
            String text = right.get(random.nextInt(right.size()));
            String broken = broken(text, right, random);
            switch (mesh.verifier.read(broken)) {
                case TokenReading.Verified ignored ->
                    assertThat(signed).as("round " + i).contains(input(broken));
                case TokenReading.Refused refused ->
                    assertThat(refused.reason())
                            .as(refused.why())
                            .isNotEqualTo(io.synapsemesh.core.policy.Reason.INTERNAL_ERROR);
            }
        }
    }

    /// The signature is right, so every reader behind it sees the broken claims.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void readsWhateverAnIssuerSigns(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < ROUNDS / 10; i++) {
            Draft draft = drafts.get(random.nextInt(drafts.size()));
            byte[] json = draft.claimsJson().getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(3); n >= 0; n--) {
                json = brokenBytes(json, random);
            }
            if (mesh.verifier.read(draft.rawClaims(json).mint()) instanceof TokenReading.Refused refused) {
                assertThat(refused.reason())
                        .as("round " + i + ": " + refused.why())
                        .isNotEqualTo(io.synapsemesh.core.policy.Reason.INTERNAL_ERROR);
            }
        }
    }

    private static String broken(String text, List<String> others, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> flipped(text, random);
            case 1 -> text.substring(0, random.nextInt(text.length()));
            case 2 -> text.substring(random.nextInt(text.length()));
            case 3 -> inserted(text, random);
            case 4 -> mixed(text, others.get(random.nextInt(others.size())), random);
            case 5 -> reencoded(text, 0, random);
            case 6 -> reencoded(text, 1, random);
            default -> noise(random);
        };
    }

    private static String flipped(String text, Random random) {
        int at = random.nextInt(text.length());
        return text.substring(0, at) + ALPHABET.charAt(random.nextInt(ALPHABET.length())) + text.substring(at + 1);
    }

    private static String inserted(String text, Random random) {
        int at = random.nextInt(text.length());
        return text.substring(0, at) + ALPHABET.charAt(random.nextInt(ALPHABET.length())) + text.substring(at);
    }

    /// Parts of two tokens.
    private static String mixed(String one, String other, Random random) {
        String[] a = one.split("\\.");
        String[] b = other.split("\\.");
        return Stream.of(0, 1, 2).map(i -> random.nextBoolean() ? a[i] : b[i]).collect(Collectors.joining("."));
    }

    private static String reencoded(String text, int part, Random random) {
        String[] parts = text.split("\\.");
        byte[] json = Base64.getUrlDecoder().decode(parts[part]);
        parts[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(brokenBytes(json, random));
        return String.join(".", parts);
    }

    private static byte[] brokenBytes(byte[] json, Random random) {
        int at = random.nextInt(json.length);
        if (random.nextBoolean()) {
            byte[] changed = json.clone();
            changed[at] = (byte) random.nextInt(256);
            return changed;
        }
        String text = new String(json, StandardCharsets.ISO_8859_1);
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        return (text.substring(0, at) + piece + text.substring(at)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String noise(Random random) {
        return random.ints(random.nextInt(400), 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(Collectors.joining());
    }

    private static String input(String text) {
        int end = text.lastIndexOf('.');
        return end < 0 ? text : text.substring(0, end);
    }
}
