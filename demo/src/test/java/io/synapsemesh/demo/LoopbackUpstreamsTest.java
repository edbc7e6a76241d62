package io.synapsemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopbackUpstreamsTest {
    private final LoopbackUpstreams upstreams = new LoopbackUpstreams();

    @Test
    void allowsThisMachineAtAnyPort() {
        assertThat(upstreams.refusal(InetAddress.ofLiteral("127.0.0.1"), List.of()))
                .isEmpty();
        assertThat(upstreams.refusal(40_000)).isEmpty();
    }

    @Test
    void refusesEveryOtherMachineWhateverTheTrustSays() {
        var all = List.of(Cidr.parse("0.0.0.0/0"));
        assertThat(upstreams.refusal(InetAddress.ofLiteral("10.0.0.1"), all)).isPresent();
        assertThat(upstreams.refusal(InetAddress.ofLiteral("169.254.169.254"), all))
                .isPresent();
    }
}
