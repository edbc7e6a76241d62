package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// The name of a held token: a digest over every part of whose it is, each with its length, so that no two lists of
/// parts
/// run into each other. Of fixed size whatever a token calls its subject.
public final class TokenKey {
    private final byte[] digest;

    private TokenKey(byte[] digest) {
        this.digest = digest;
    }

    static TokenKey of(String... parts) {
        MessageDigest sha = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha.update(bytes);
        }
        return new TokenKey(sha.digest());
    }

    static String digest(SecretBytes secret) {
        byte[] opened = secret.open();
        try {
            return HexFormat.of().formatHex(sha256().digest(opened));
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }

    /// For a key made of keys; not for logs.
    String toText() {
        return HexFormat.of().formatHex(digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenKey key && Arrays.equals(digest, key.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "[token key]";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
