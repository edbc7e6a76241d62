package io.synapsemesh.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequestLogTest {
    @Test
    void dropsTheOldestAndStillCountsIt() {
        var log = new RequestLog(2);
        for (String target : List.of("/a", "/b", "/c")) {
            log.add(new Call("h", "GET", target, Map.of(), new byte[0]));
        }
        assertThat(log.requests()).extracting(ReceivedRequest::target).containsExactly("/b", "/c");
        assertThat(log.total()).isEqualTo(3);
    }
}
