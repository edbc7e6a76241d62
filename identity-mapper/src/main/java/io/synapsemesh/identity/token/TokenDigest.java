package io.synapsemesh.identity.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The SHA-256 of a token's text: names it in memory without being it. What is not ASCII is hashed as `?`, which no
/// verified token has, so no other text has the digest of one.
record TokenDigest(long a, long b, long c, long d) {
    static TokenDigest of(String compact) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var words = ByteBuffer.wrap(digest.digest(compact.getBytes(StandardCharsets.US_ASCII)));
            return new TokenDigest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The digest is as good as chance already.
    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }
}
