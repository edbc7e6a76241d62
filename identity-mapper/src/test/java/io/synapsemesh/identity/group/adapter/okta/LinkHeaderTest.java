package io.synapsemesh.identity.group.adapter.okta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.identity.group.DirectoryFailed;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {
    private static Optional<String> next(String... lines) {
        return LinkHeader.next(HttpHeaders.of(Map.of("Link", List.of(lines)), (_, _) -> true));
    }

    @Test
    void readsOneHeaderOrSeveral() {
        assertThat(next("<https://o/a>; rel=\"self\"", "<https://o/a?after=1>; rel=\"next\""))
                .contains("https://o/a?after=1");
        assertThat(next("<https://o/a>; rel=\"self\", <https://o/a?after=1,2>; rel=\"next\""))
                .contains("https://o/a?after=1,2");
        assertThat(next("<https://o/b>; title=x; REL=next")).contains("https://o/b");
        assertThat(next("<https://o/a>; rel=\"self\"")).isEmpty();
        assertThat(next("<https://o/a>; rel=\"nextcloud\"")).isEmpty();
        assertThat(next()).isEmpty();
    }

    /// To pass such a header over would drop the groups of the pages behind it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://o/a; rel=\"next\"",
                "<https://o/a; rel=\"next\"",
                "<https://o/a>; rel=\"next\", <https://o/b>; rel=\"next\"",
                "garbage, <https://o/a>; rel=\"next\""
            })
    void whatCannotBeReadIsNotPassedOver(String line) {
        assertThatThrownBy(() -> next(line)).isInstanceOf(DirectoryFailed.class);
    }
}
