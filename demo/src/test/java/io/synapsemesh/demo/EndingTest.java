package io.synapsemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EndingTest {
    private final List<String> ended = new ArrayList<>();
    private final Ending ending = new Ending();

    @Test
    void endsTheLastFirstAndOnlyOnce() {
        ending.add(part("first"));
        ending.add(part("last"));
        ending.end();
        ending.end();
        assertThat(ended).containsExactly("last", "first");
    }

    @Test
    void onePartThatFailsDoesNotKeepTheOthersRunning() {
        ending.add(part("first"));
        ending.add((AutoCloseable) () -> {
            throw new IllegalStateException("stuck");
        });
        ending.end();
        assertThat(ended).containsExactly("first");
    }

    @Test
    void whatComesTooLateEndsAtOnce() {
        ending.end();
        assertThatThrownBy(() -> ending.add(part("late"))).isInstanceOf(IllegalStateException.class);
        assertThat(ended).containsExactly("late");
    }

    private AutoCloseable part(String name) {
        return () -> ended.add(name);
    }
}
