package io.synapsemesh.identity.serve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.synapsemesh.core.identity.SpiffeId;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Who a peer certificate names, as Envoy sends it: PEM, percent-encoded. Exactly one URI SAN, or nobody: Envoy reports
/// the first, others may read any (rules.md B, "One certificate, one identity").
///
/// The certificate was verified in the handshake; here it is only read. It comes with each request of a connection, so
/// what it says is kept by its text.
final class PeerCertificates {
    static final int CHARS_MAX = 32 << 10;

    private static final int KEPT_BYTES_MAX = 16 << 20;
    private static final int URI_SAN = 6;

    private final Cache<String, Optional<Peer>> kept = Caffeine.newBuilder()
            .maximumWeight(KEPT_BYTES_MAX)
            .<String, Optional<Peer>>weigher((text, _) -> 600 + text.length())
            .executor(Runnable::run)
            .build();

    /// @param sha256 of the certificate, hex
    record Peer(SpiffeId identity, String sha256) {}

    Optional<Peer> read(String encoded) {
        return encoded.length() > CHARS_MAX ? Optional.empty() : kept.get(encoded, PeerCertificates::parse);
    }

    private static Optional<Peer> parse(String encoded) {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(decoded(encoded)));
            List<String> uris = uris(certificate);
            if (uris.size() != 1) {
                return Optional.empty();
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return Optional.of(
                    new Peer(SpiffeId.parse(uris.getFirst()), HexFormat.of().formatHex(hash)));
        } catch (CertificateException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static List<String> uris(X509Certificate certificate) throws CertificateException {
        var names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> Integer.valueOf(URI_SAN).equals(name.get(0)))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }

    private static byte[] decoded(String text) {
        var bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException("an escape is cut off");
                }
                bytes[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
