package io.synapsemesh.simulator.tds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// PRELOGIN byte by byte (MS-TDS 2.2.6.5): each table entry is token, offset, length; offsets count from the payload.
final class PreloginTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void answersADriverWithEncryptionAndFederatedAuthentication() throws Exception {
        // VERSION @0x1a+6, ENCRYPTION @0x20+1, INSTOPT @0x21+1, MARS @0x22+1, FEDAUTHREQUIRED @0x23+1, end
        var asked = Prelogin.parse(
                hex("00001a0006 0100200001 0200210001 0400220001 0600230001 ff 0d0600000000 01 00 00 01"));
        assertThat(new TdsPacket(
                                TdsPacket.TABULAR_RESULT,
                                1,
                                PreloginAnswer.to(asked).bytes())
                        .bytes())
                .isEqualTo(hex("04 01 0036 0000 01 00"
                        + "00 0024 0006  01 002a 0001  02 002b 0001  03 002c 0000  04 002c 0001  05 002d 0000"
                        + "06 002d 0001  ff"
                        + "0c0007d00000 01 00 00 01"));
    }

    @Test
    void demandsEncryptionOfAClientThatWouldGoWithout() throws Exception {
        var asked = Prelogin.parse(hex("00000b0006 0100110001 ff 0d0600000000 00"));
        assertThat(PreloginAnswer.to(asked).octet(Prelogin.ENCRYPTION)).hasValue(Prelogin.ENCRYPT_REQUIRED);
        assertThat(PreloginAnswer.to(asked).options()).doesNotContainKey(Prelogin.FED_AUTH_REQUIRED);
    }

    @Test
    void readsBackWhatItWrites() throws Exception {
        var options = TdsPreloginClient.DRIVER.bytes();
        assertThat(Prelogin.parse(options).bytes()).isEqualTo(options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "ff", // no VERSION
                "00000b0006", // no terminator
                "000006ffff ff", // an option outside the message
                "0000", // a cut entry
                "0100060001 ff 01" // another option first and alone
            })
    void refusesATableThatCannotBe(String payload) {
        assertThatThrownBy(() -> Prelogin.parse(hex(payload))).isInstanceOf(IOException.class);
    }

    private static byte[] hex(String spaced) {
        return HEX.parseHex(spaced.replace(" ", ""));
    }
}
