package io.synapsemesh.identity.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import io.synapsemesh.core.net.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressPolicyTest {
    private static final AddressPolicy WIDE =
            new AddressPolicy(List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")));

    @Test
    void publicAddressesMayBeDialled() {
        for (String address :
                List.of("20.190.128.1", "8.8.8.8", "172.32.0.1", "2603:1006:2000::1", "64:ff9b::808:808")) {
            assertThat(AddressPolicy.PUBLIC.allows(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isTrue();
        }
    }

    @Test
    void specialAddressesMayNot() {
        for (String address : List.of(
                "127.0.0.1",
                "127.255.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "192.0.2.1",
                "::1",
                "fd12::1",
                "fec0::1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "2002:a00:1::",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "2001:db8::1",
                "2001::1")) {
            assertThat(AddressPolicy.PUBLIC.allows(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
        }
    }

    @Test
    void noAllowanceReachesMetadataLinkLocalOrMulticast() {
        for (String address : List.of(
                "169.254.169.254",
                "169.254.1.1",
                "168.63.129.16",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "fe80::1",
                "ff02::1",
                "fd00:ec2::254",
                "::",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::")) {
            assertThat(AddressPolicy.PUBLIC.allows(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
            assertThat(WIDE.allows(InetAddress.ofLiteral(address))).as(address).isFalse();
        }
    }

    @Test
    void anAllowedRangeMayBeDialledAndNoMore() {
        var policy = new AddressPolicy(List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("127.0.0.1/32")));
        assertThat(policy.allows(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(policy.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(policy.allows(InetAddress.ofLiteral("10.2.0.1"))).isFalse();
        assertThat(policy.allows(InetAddress.ofLiteral("127.0.0.2"))).isFalse();
    }
}
