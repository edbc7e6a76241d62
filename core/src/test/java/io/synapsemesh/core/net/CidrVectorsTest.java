package io.synapsemesh.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class CidrVectorsTest {
    private static boolean contains(String range, String address) {
        return Cidr.parse(range).contains(InetAddress.ofLiteral(address));
    }

    @Test
    void holdsItsAddressesAndNoOthers() {
        assertThat(contains("10.0.0.0/8", "10.255.255.255")).isTrue();
        assertThat(contains("10.0.0.0/8", "11.0.0.0")).isFalse();
        assertThat(contains("192.168.4.128/25", "192.168.4.127")).isFalse();
        assertThat(contains("192.168.4.128/25", "192.168.4.128")).isTrue();
        assertThat(contains("0.0.0.0/0", "255.255.255.255")).isTrue();
        assertThat(contains("10.1.2.3/32", "10.1.2.3")).isTrue();
        assertThat(contains("10.1.2.3/32", "10.1.2.2")).isFalse();
        assertThat(contains("2001:db8::/33", "2001:db8:7fff::1")).isTrue();
        assertThat(contains("2001:db8::/33", "2001:db8:8000::1")).isFalse();
    }

    @Test
    void familiesDoNotMix() {
        assertThat(contains("0.0.0.0/0", "::1")).isFalse();
        assertThat(contains("::/0", "10.0.0.1")).isFalse();
    }

    @Test
    void refusesWhatIsNotExactlyARange() {
        for (String text : List.of(
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "10.0/8",
                "010.0.0.0/8",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.256/32",
                "localhost/8",
                "::/129",
                "fe80::%1/64",
                "2001:db8::1/32",
                "10.0.0.0/8 ",
                "",
                "/",
                "/8")) {
            assertThatThrownBy(() -> Cidr.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
