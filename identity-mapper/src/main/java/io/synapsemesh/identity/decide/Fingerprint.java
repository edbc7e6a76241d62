package io.synapsemesh.identity.decide;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// SHA-256 of a token: its name in the cache, so that no token is kept there.
record Fingerprint(long a, long b, long c, long d) {
    /// Longer ones are not worth a place; who reads them says that they are too large.
    static final int CHARS_MAX = 64 << 10;

    private static final int CHUNK = 512;

    /// @return empty for what cannot be a token: too long, or not ASCII. Two texts that differ only above U+00FF would
    /// else have one name.
    static Optional<Fingerprint> of(String token) {
        if (token.length() > CHARS_MAX) {
            return Optional.empty();
        }
        MessageDigest digest = sha256();
        var chunk = new byte[Math.min(CHUNK, token.length())];
        int all = 0;
        for (int at = 0; at < token.length(); at += CHUNK) {
            int length = Math.min(CHUNK, token.length() - at);
            for (int i = 0; i < length; i++) {
                char c = token.charAt(at + i);
                all |= c;
                chunk[i] = (byte) c;
            }
            digest.update(chunk, 0, length);
        }
        if (all > 0x7f) {
            return Optional.empty();
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return Optional.of(new Fingerprint(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }
}
