package io.synapsemesh.certs.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.AlgorithmRule;
import io.synapsemesh.certs.RequestRule;
import io.synapsemesh.certs.StrictDer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Everything wrong that we know how to say to the gates in front of signing and of handing out, each with the reason
/// it must be refused for, and beside it the nearest thing that must pass.
class VectorsTest {
    private static final List<Vector> ALL = vectors();
    private static final int GOAL = 120;

    @TestFactory
    Stream<DynamicTest> everyWrongOneIsRefusedWithItsReason() {
        return ALL.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.toString(),
                        () -> assertThat(vector.wrong().reasons()).contains(vector.rule())));
    }

    @TestFactory
    Stream<DynamicTest> everyTwinIsAccepted() {
        return ALL.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.toString(),
                        () -> assertThat(vector.twin().reasons()).isEmpty()));
    }

    @Test
    void thereAreEnoughAndNoTwoAreTheSame() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(GOAL);
        var seen = new HashSet<String>();
        var contents = new HashSet<String>();
        for (Vector vector : ALL) {
            assertThat(seen.add(vector.toString()))
                    .as("rule and encoding: %s", vector)
                    .isTrue();
            assertThat(contents.add(vector.wrong().getClass()
                            + Arrays.toString(vector.wrong().bytes())))
                    .as("content: %s", vector)
                    .isTrue();
        }
    }

    /// A rule without a vector is a rule nobody has seen refuse.
    @Test
    void everyRuleHasAVector() {
        assertThat(rulesOf(Vector.Leaf.class, Vector.Chain.class, Vector.Root.class))
                .containsAll(words(ProfileRule.values(), ProfileRule.KEY_PAIR, ProfileRule.SIGNER));
        assertThat(details("KEY_ALGORITHM", "SIGNATURE_ALGORITHM")).containsAll(words(AlgorithmRule.values()));
        assertThat(details("ENCODING")).containsAll(words(StrictDer.Rule.values()));
        assertThat(details("URI_SAN_GRAMMAR")).containsAll(words(SpiffeIdRule.values()));
        assertThat(details("CHAIN")).containsAll(words(ChainLint.Fault.values(), ChainLint.Fault.OTHER));
        assertThat(rulesOf(Vector.Id.class)).containsAll(words(SpiffeIdRule.values()));
        assertThat(rulesOf(Vector.Request.class)).containsAll(words(RequestRule.values()));
    }

    private static List<Vector> vectors() {
        var all = new ArrayList<>(WrongIds.vectors());
        all.addAll(WrongEncodings.vectors());
        all.addAll(WrongLeaves.vectors());
        all.addAll(WrongRequests.vectors());
        all.addAll(WrongChains.vectors());
        return List.copyOf(all);
    }

    private static TreeSet<String> rulesOf(Class<?>... kinds) {
        return ALL.stream()
                .filter(vector -> List.of(kinds).contains(vector.wrong().getClass()))
                .map(vector -> vector.rule().split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static TreeSet<String> details(String... rules) {
        return ALL.stream()
                .map(vector -> vector.rule().split("\\."))
                .filter(parts -> parts.length == 2 && List.of(rules).contains(parts[0]))
                .map(parts -> parts[1])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @SafeVarargs
    private static <E extends Enum<E>> List<String> words(E[] rules, E... without) {
        return Stream.of(rules)
                .filter(rule -> !List.of(without).contains(rule))
                .map(Enum::name)
                .toList();
    }
}
