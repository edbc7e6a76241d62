package io.synapsemesh.certs.store;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// The file `kek` in its three forms: 32 bytes as they are, or a [SealedRecord] of `SMK1`, the kind and what the kind
/// needs. The form must be the one configured: a bare key put in the place of a wrapped one is refused.
final class KekEnvelope {
    static final int KEY_BYTES = 32;

    /// OWASP's figure of 2023 for PBKDF2-HMAC-SHA-256.
    private static final int ITERATIONS = 600_000;

    /// A file that asks for more is not ours, and would hold the start-up for minutes.
    private static final int ITERATIONS_MAX = 5_000_000;

    private static final int SALT = 16;
    private static final byte[] MAGIC = "SMK1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSPHRASE = {1};
    private static final byte[] VAULT = {2};
    private static final String PURPOSE = "ca/kek";

    private KekEnvelope() {}

    static byte[] close(byte[] key, KekSource source, SecureRandom random) {
        return switch (source) {
            case KekSource.Beside _ -> key.clone();
            case KekSource.Passphrase(SecretBytes passphrase) -> {
                byte[] salt = new byte[SALT];
                random.nextBytes(salt);
                byte[] sealed = new Seal(derived(passphrase, salt, ITERATIONS), random).seal(PURPOSE, key);
                byte[] iterations =
                        ByteBuffer.allocate(Integer.BYTES).putInt(ITERATIONS).array();
                yield SealedRecord.encode(List.of(MAGIC, PASSPHRASE, iterations, salt, sealed));
            }
            case KekSource.Vault(KeyWrap wrap) -> {
                var wrapped = wrap.wrap(key);
                byte[] version = wrapped.version().getBytes(StandardCharsets.US_ASCII);
                yield SealedRecord.encode(List.of(MAGIC, VAULT, version, wrapped.bytes()));
            }
        };
    }

    /// @throws StoreFailed with SYN0827 if it is of another form or does not open
    static byte[] open(byte[] file, KekSource source) {
        byte[] key = switch (source) {
            case KekSource.Beside _ -> file.clone();
            case KekSource.Passphrase(SecretBytes passphrase) -> {
                var fields = fields(file, PASSPHRASE, 5, "by a passphrase");
                int iterations = fields.get(2).length == Integer.BYTES
                        ? ByteBuffer.wrap(fields.get(2)).getInt()
                        : 0;
                if (iterations < ITERATIONS || iterations > ITERATIONS_MAX || fields.get(3).length != SALT) {
                    throw refused("is not of ours: " + iterations + " iterations");
                }
                try {
                    yield new Seal(derived(passphrase, fields.get(3), iterations), new SecureRandom())
                            .open(PURPOSE, fields.get(4));
                } catch (SealBroken e) {
                    throw refused("does not open with this passphrase");
                }
            }
            case KekSource.Vault(KeyWrap wrap) -> {
                var fields = fields(file, VAULT, 4, "by " + wrap.title());
                String version = new String(fields.get(2), StandardCharsets.US_ASCII);
                if (!version.matches("[0-9A-Za-z-]{1,64}")) {
                    throw refused("names no version of a key");
                }
                yield wrap.unwrap(new KeyWrap.Wrapped(version, fields.get(3)));
            }
        };
        if (key.length != KEY_BYTES) {
            int length = key.length;
            Arrays.fill(key, (byte) 0);
            throw refused(
                    "has " + length + " bytes instead of " + KEY_BYTES + ", so it is not protected as configured");
        }
        return key;
    }

    private static List<byte[]> fields(byte[] file, byte[] kind, int count, String how) {
        try {
            var fields = SealedRecord.decode(file);
            if (fields.size() == count && Arrays.equals(fields.get(0), MAGIC) && Arrays.equals(fields.get(1), kind)) {
                return fields;
            }
        } catch (IllegalArgumentException e) {
            throw refused("is not protected " + how + ", as configured");
        }
        throw refused("is not protected " + how + ", as configured");
    }

    private static StoreFailed refused(String why) {
        return new StoreFailed(
                Code.SYN0827, PURPOSE + " " + why + ". Fix: configure what it was last wrapped with, or restore it.");
    }

    private static SecretBytes derived(SecretBytes passphrase, byte[] salt, int iterations) {
        byte[] utf8 = passphrase.open();
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(utf8));
        char[] chars = new char[decoded.remaining()];
        decoded.get(chars);
        var spec = new PBEKeySpec(chars, salt, iterations, KEY_BYTES * 8);
        try {
            byte[] raw = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            try {
                return SecretBytes.copyOf(raw);
            } finally {
                Arrays.fill(raw, (byte) 0);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(chars, '\0');
            Arrays.fill(decoded.array(), '\0');
            Arrays.fill(utf8, (byte) 0);
        }
    }
}
