package io.synapsemesh.documents.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// The shapes a bundle may not have are golden cases; here is what they would make long, and time.
final class CaBundleTest {
    /// Until the end of 2049.
    private static final String AUTHORITY = """
            -----BEGIN CERTIFICATE-----
            MIIBazCCARKgAwIBAgIUKQ51RXn4qbmUIUxJDAtyi8UxO54wCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJY29ycCByb290MB4XDTI2MDEwMTAwMDAwMFoXDTQ5MTIzMTIz
            NTk1OVowFDESMBAGA1UEAwwJY29ycCByb290MFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEmg0/pMU6RYG37WZSohx21rNHg9koxepRLtdjcJgaNsZoIZtdjUtk2nRe
            HeADtC+ZnApfm7/eNEIkFam4A9BWjaNCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNV
            HQ8BAf8EBAMCAgQwHQYDVR0OBBYEFEmS5sN/mD2Yw0hHdfhuxukRQ4JOMAoGCCqG
            SM49BAMCA0cAMEQCIDSM6FHmIUCSVO99K24dCV26JLnpTLd95PRMlr3nuNajAiBX
            Rt1ewsBi8eRBegnW48ZFweF7JoBFng09vsHllYhgjA==
            -----END CERTIFICATE-----
            """;

    @Test
    void aCertificateIsExpiredAfterItsLastSecondAndNotBefore() throws Exception {
        CaBundle bundle = CaBundle.parse(AUTHORITY + AUTHORITY);
        assertThat(bundle.expired(Instant.parse("2049-12-31T23:59:59Z"))).isEmpty();
        assertThat(bundle.expired(Instant.parse("2050-01-01T00:00:00Z")))
                .containsExactly(
                        "certificate 1 expired at 2049-12-31T23:59:59Z",
                        "certificate 2 expired at 2049-12-31T23:59:59Z");
    }

    @Test
    void holdsAsManyAsTheLimitAndNoMore() throws Exception {
        assertThat(CaBundle.parse(AUTHORITY.repeat(CaBundle.CERTIFICATES_MAX)).certificates())
                .hasSize(CaBundle.CERTIFICATES_MAX);
        assertThatThrownBy(() -> CaBundle.parse(AUTHORITY.repeat(CaBundle.CERTIFICATES_MAX + 1)))
                .isInstanceOf(CaBundle.Unusable.class)
                .hasMessage("there are more than 200 certificates");
    }

    @Test
    void aBlockBeyondTheLimitIsNotDecoded() {
        String line = "A".repeat(64) + "\n";
        assertThatThrownBy(() -> CaBundle.parse(block(line.repeat(CaBundle.CERTIFICATE_BYTES_MAX / 48 + 1))))
                .hasMessage("certificate 1 is larger than 16384 bytes");
    }

    @Test
    void pemInsideOfPemIsNoCertificate() {
        String inner = Base64.getEncoder().encodeToString(AUTHORITY.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> CaBundle.parse(block(inner))).hasMessageContaining("cannot be read");
    }

    @Test
    void bytesAfterACertificateAreNoPartOfIt() {
        byte[] der = Base64.getMimeDecoder().decode(AUTHORITY.replaceAll("-----[A-Z ]+-----", ""));
        byte[] longer = java.util.Arrays.copyOf(der, der.length + 1);
        assertThatThrownBy(() -> CaBundle.parse(block(Base64.getEncoder().encodeToString(longer))))
                .hasMessageContaining("cannot be read");
    }

    private static String block(String body) {
        return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    }
}
