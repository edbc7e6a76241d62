package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.simulator.synapse.DevTrouble;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DevTroubleTest {
    private final Simulator simulator = Simulator.start(List.of("ws1"));
    private final Browser browser = new Browser(simulator);
    private final String token = simulator.synapseToken("22222222-2222-2222-2222-222222222222");

    @AfterEach
    void close() {
        browser.close();
        simulator.close();
    }

    @Test
    void holdsAnAnswerBackAndRecordsTheRequestAtOnce() {
        simulator.trouble(new DevTrouble.Slow(Duration.ofMinutes(5)));
        var request = browser.dev("ws1", "/workspace").timeout(Duration.ofMillis(300));
        assertThatThrownBy(() -> browser.send(request)).isInstanceOf(HttpTimeoutException.class);
        assertThat(simulator.devRequests().total()).isEqualTo(1);
    }

    @Test
    void answersLateButRight() throws Exception {
        simulator.trouble(new DevTrouble.Slow(Duration.ofMillis(200)));
        long began = System.nanoTime();
        assertThat(browser.get("ws1", "/workspace", token).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void failsAndDropsUntilToldOtherwise() throws Exception {
        simulator.trouble(new DevTrouble.Status(429));
        assertThat(browser.get("ws1", "/workspace", token).statusCode()).isEqualTo(429);
        simulator.trouble(new DevTrouble.Dropped());
        assertThatThrownBy(() -> browser.get("ws1", "/workspace", token)).isInstanceOf(IOException.class);
        simulator.trouble(new DevTrouble.None());
        assertThat(browser.get("ws1", "/workspace", token).statusCode()).isEqualTo(200);
    }
}
