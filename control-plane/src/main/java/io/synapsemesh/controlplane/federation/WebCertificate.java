package io.synapsemesh.controlplane.federation;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.PemReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server certificate and its key in PEM files that somebody else renews. Looked at for each handshake and read when
/// either file is another one; a pair that does not fit, as between two writes, changes nothing. Safe for many threads.
public final class WebCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(WebCertificate.class);
    private static final int CHAIN_MAX = 10;

    private final Path chainFile;
    private final Path keyFile;
    private Stamps stamps;
    private Pair pair;

    /// @param chain leaf first
    public record Pair(List<X509Certificate> chain, PrivateKey key) {
        public Pair {
            chain = List.copyOf(chain);
        }
    }

    private record Stamps(FileTime chain, long chainSize, FileTime key, long keySize) {
        static Stamps of(Path chain, Path key) throws IOException {
            return new Stamps(
                    Files.getLastModifiedTime(chain),
                    Files.size(chain),
                    Files.getLastModifiedTime(key),
                    Files.size(key));
        }
    }

    private WebCertificate(Path chainFile, Path keyFile, Stamps stamps, Pair pair) {
        this.chainFile = chainFile;
        this.keyFile = keyFile;
        this.stamps = stamps;
        this.pair = pair;
    }

    /// @param keyFile unencrypted PKCS#8
    /// @throws IOException if they cannot be read, or are not a chain and its key
    public static WebCertificate open(Path chainFile, Path keyFile) throws IOException {
        var stamps = Stamps.of(chainFile, keyFile);
        return new WebCertificate(chainFile, keyFile, stamps, read(chainFile, keyFile));
    }

    public synchronized Pair pair() {
        try {
            var now = Stamps.of(chainFile, keyFile);
            if (!now.equals(stamps)) {
                stamps = now;
                pair = read(chainFile, keyFile);
            }
        } catch (IOException e) {
            LOG.warn("the certificate of the bundle endpoint stays what it was: {}", e.getMessage());
        }
        return pair;
    }

    private static Pair read(Path chainFile, Path keyFile) throws IOException {
        try {
            var chain = blocks(chainFile).stream()
                    .filter(block -> block.label().equals("CERTIFICATE"))
                    .map(block -> Pem.certificate(block.der().open()))
                    .toList();
            if (chain.isEmpty() || chain.size() > CHAIN_MAX) {
                throw new IOException(
                        chainFile + " holds " + chain.size() + " certificates, instead of 1 to " + CHAIN_MAX);
            }
            return new Pair(chain, key(keyFile, chain.getFirst()));
        } catch (PemReader.Refused | IllegalArgumentException | GeneralSecurityException e) {
            throw new IOException(chainFile + " and " + keyFile + ": " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path keyFile, X509Certificate leaf) throws IOException, GeneralSecurityException {
        var block = blocks(keyFile).stream()
                .filter(b -> b.label().equals("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> new IOException(keyFile + " holds no PRIVATE KEY (PKCS#8, unencrypted)"));
        byte[] der = block.der().open();
        try {
            String algorithm = leaf.getPublicKey().getAlgorithm();
            var key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            requirePair(key, leaf, algorithm);
            return key;
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static void requirePair(PrivateKey key, X509Certificate leaf, String algorithm)
            throws GeneralSecurityException {
        String signature = switch (algorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> throw new GeneralSecurityException("a key of " + algorithm + ", instead of EC or RSA");
        };
        byte[] probe = {1, 2, 3};
        var signing = Signature.getInstance(signature);
        signing.initSign(key);
        signing.update(probe);
        byte[] signed = signing.sign();
        var verifying = Signature.getInstance(signature);
        verifying.initVerify(leaf.getPublicKey());
        verifying.update(probe);
        if (!verifying.verify(signed)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    private static List<PemReader.Block> blocks(Path file) throws IOException {
        if (Files.size(file) > PemReader.BYTES_MAX) {
            throw new IOException(file + " is larger than " + PemReader.BYTES_MAX + " bytes");
        }
        byte[] text = Files.readAllBytes(file);
        try {
            return PemReader.read(text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }
}
