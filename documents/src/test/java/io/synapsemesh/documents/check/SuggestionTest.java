package io.synapsemesh.documents.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionTest {
    private static final List<String> FIELDS = List.of("workspaces", "role", "scope", "subjects");

    @Test
    void findsAMissingASwappedAndAWrongLetter() {
        assertThat(Suggestion.nearest("subject", FIELDS)).hasValue("subjects");
        assertThat(Suggestion.nearest("roel", FIELDS)).hasValue("role");
        assertThat(Suggestion.nearest("Workspeces", FIELDS)).hasValue("workspaces");
    }

    @Test
    void staysSilentWhenNothingIsNear() {
        assertThat(Suggestion.nearest("zzz", FIELDS)).isEmpty();
        assertThat(Suggestion.nearest("", FIELDS)).isEmpty();
        assertThat(Suggestion.nearest("x".repeat(10_000), FIELDS)).isEmpty();
    }
}
