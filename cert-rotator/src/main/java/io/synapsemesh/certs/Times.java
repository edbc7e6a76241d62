package io.synapsemesh.certs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Time;

/// The dates of a certificate (RFC 5280 section 4.1.2.5): two digits of the year before 2050, four after. Strict: the
/// library's own reader takes the thirteenth month for the first of the next year. Digits by hand, because every leaf
/// has two dates and a formatter costs as much as the rest of the encoding.
public final class Times {
    private static final int GENERALIZED_FROM = 2050;

    private Times() {}

    /// Fractions of a second are cut off.
    public static Time write(Instant instant) {
        var at = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        byte[] digits = new byte[15];
        int year = at.getYear();
        put(digits, 0, year / 100);
        put(digits, 2, year % 100);
        put(digits, 4, at.getMonthValue());
        put(digits, 6, at.getDayOfMonth());
        put(digits, 8, at.getHour());
        put(digits, 10, at.getMinute());
        put(digits, 12, at.getSecond());
        digits[14] = 'Z';
        return new Time(
                year < GENERALIZED_FROM ? new DERUTCTime(text(digits, 2)) : new DERGeneralizedTime(text(digits, 0)));
    }

    /// @throws RuntimeException if there is no such time
    public static Instant read(Time time) {
        String digits = time.getTime();
        return LocalDateTime.of(
                        number(digits, 0, 4),
                        number(digits, 4, 6),
                        number(digits, 6, 8),
                        number(digits, 8, 10),
                        number(digits, 10, 12),
                        number(digits, 12, 14))
                .toInstant(ZoneOffset.UTC);
    }

    private static void put(byte[] digits, int at, int number) {
        digits[at] = (byte) ('0' + number / 10);
        digits[at + 1] = (byte) ('0' + number % 10);
    }

    private static String text(byte[] digits, int from) {
        return new String(digits, from, digits.length - from, StandardCharsets.US_ASCII);
    }

    private static int number(String digits, int from, int until) {
        return Integer.parseInt(digits, from, until, 10);
    }
}
