package io.synapsemesh.controlplane.state;

import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The credential of whoever may read the data directory: 256 random bits in `operator.token` (0600), made at the
/// first start. Its file holds one line, so that `$(cat operator.token)` is the token.
public final class OperatorToken {
    public static final String FILE = "operator.token";
    private static final int TEXT = 43;
    private static final int PRESENTED_MAX = 256;

    private final SecretBytes digest;

    private OperatorToken(SecretBytes digest) {
        this.digest = digest;
    }

    /// @throws IllegalArgumentException if the file is not one token
    public static OperatorToken openOrCreate(DataDirectory directory, SecureRandom random) {
        return directory.exclusively(() -> {
            var kept = directory.top().read(FILE);
            if (kept.isPresent()) {
                return of(new String(kept.get(), StandardCharsets.US_ASCII).strip());
            }
            byte[] raw = new byte[32];
            random.nextBytes(raw);
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
            directory.top().write(FILE, (text + "\n").getBytes(StandardCharsets.US_ASCII));
            return of(text);
        });
    }

    /// Compares digests of both in constant time, so neither content nor length shows in the answer's delay.
    public boolean matches(String presented) {
        return presented.length() <= PRESENTED_MAX && digest.equals(digest(presented));
    }

    private static OperatorToken of(String text) {
        if (!text.matches("[A-Za-z0-9_-]{" + TEXT + "}")) {
            throw new IllegalArgumentException(
                    FILE + " does not hold one token. Fix: delete it; the next start makes a new one.");
        }
        return new OperatorToken(digest(text));
    }

    private static SecretBytes digest(String text) {
        try {
            return SecretBytes.copyOf(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
