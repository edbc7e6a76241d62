package io.synapsemesh.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-02-28T23:59:59Z",
                "2028-02-29T01:02:03Z",
                "2049-12-31T23:59:59Z",
                "2050-01-01T00:00:00Z",
                "2126-10-09T08:07:06Z"
            })
    void readsWhatItWrites(String text) {
        var instant = Instant.parse(text);

        assertThat(Times.read(Times.write(instant.plusMillis(999)))).isEqualTo(instant);
        assertThat(Times.write(instant).getDate().toInstant()).isEqualTo(instant);
    }

    @Test
    void writesTwoDigitsOfTheYearBefore2050AndFourAfter() {
        assertThat(Times.write(Instant.parse("2049-12-31T23:59:59Z")).toASN1Primitive())
                .isInstanceOf(ASN1UTCTime.class);
        assertThat(Times.write(Instant.parse("2050-01-01T00:00:00Z")).toASN1Primitive())
                .isInstanceOf(ASN1GeneralizedTime.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"261301000000Z", "260230000000Z", "260101240000Z", "260101006000Z"})
    void refusesATimeThatDoesNotExist(String text) {
        assertThatThrownBy(() -> Times.read(new Time(new DERUTCTime(text)))).isInstanceOf(DateTimeException.class);
    }
}
