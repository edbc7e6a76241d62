package io.synapsemesh.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/32, 10.1.2.3, true",
        "10.1.2.3/32, 10.1.2.2, false",
        "10.1.2.128/25, 10.1.2.127, false",
        "0.0.0.0/0, 203.0.113.7, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 203.0.113.7, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true"
    })
    void containsTheAddressesOfItsPrefixAndFamily(String cidr, String address, boolean contained) {
        assertThat(Cidr.parse(cidr).contains(InetAddresses.forString(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/",
                "/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0/24",
                "010.0.0.0/8",
                "10.0.0.1/8",
                "2001:db8::1/32",
                "::/129",
                "example.com/32",
                " 10.0.0.0/8",
                "10.0.0.0/255.0.0.0"
            })
    void refusesAnyOtherText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text));
    }

    /// The prefix of a mapped address counts from another end; a zone names an interface of this machine.
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.0/8", "::ffff:10.0.0.0/104", "fe80::1%1/128", "fe80::1%eth0/128"})
    void refusesSpellingsThatMeanAnotherRange(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "::/0", "10.1.2.3/32"})
    void readsWhatItPrints(String text) {
        assertThat(Cidr.parse(text)).hasToString(text).isEqualTo(Cidr.parse(text));
    }

    @Property
    void agreesWithArithmetic(@ForAll int network, @ForAll int address, @ForAll @IntRange(max = 32) int bits) {
        long mask = (0xffffffffL << (32 - bits)) & 0xffffffffL;
        int masked = (int) (network & mask);
        var cidr = new Cidr(InetAddresses.fromIPv4BigInteger(unsigned(masked)), bits);
        boolean expected = (address & mask) == (masked & mask);
        assertThat(cidr.contains(InetAddresses.fromIPv4BigInteger(unsigned(address))))
                .isEqualTo(expected);
    }

    private static BigInteger unsigned(int value) {
        return BigInteger.valueOf(Integer.toUnsignedLong(value));
    }
}
