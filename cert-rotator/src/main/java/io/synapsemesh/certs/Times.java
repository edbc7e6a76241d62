package io.synapsemesh.certs;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x509.Time;

/// The dates of a certificate (RFC 5280 section 4.1.2.5): two digits of the year before 2050, four after. Strict: the
/// library's own reader takes the thirteenth month for the first of the next year. Digits by hand, because every leaf
/// has two dates and a formatter costs as much as the rest of the encoding.
public final class Times {
    private static final int GENERALIZED_FROM = 2050;

    private Times() {}

    /// Fractions of a second are cut off.
    public static Time write(Instant instant) {
        try {
            return Time.getInstance(ASN1Primitive.fromByteArray(der(instant)));
        } catch (IOException e) {
            throw new IllegalStateException("a time of ours has its encoding", e);
        }
    }

    /// The same, encoded.
    public static byte[] der(Instant instant) {
        var at = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        int year = at.getYear();
        boolean early = year < GENERALIZED_FROM;
        byte[] der = new byte[early ? 15 : 17];
        der[0] = (byte) (early ? BERTags.UTC_TIME : BERTags.GENERALIZED_TIME);
        der[1] = (byte) (der.length - 2);
        int start = early ? 2 : 4;
        if (!early) {
            put(der, 2, year / 100);
        }
        put(der, start, year % 100);
        put(der, start + 2, at.getMonthValue());
        put(der, start + 4, at.getDayOfMonth());
        put(der, start + 6, at.getHour());
        put(der, start + 8, at.getMinute());
        put(der, start + 10, at.getSecond());
        der[start + 12] = 'Z';
        return der;
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

    private static int number(String digits, int from, int until) {
        return Integer.parseInt(digits, from, until, 10);
    }
}
