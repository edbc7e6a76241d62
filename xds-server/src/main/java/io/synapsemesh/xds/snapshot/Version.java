package io.synapsemesh.xds.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The version of a resource or of a set of resources: 128 bits of SHA-256 as 22 characters of base64url. Equal
/// content has an equal version on every replica and after every restart; clients echo every version when they
/// reconnect, so the text is short.
public record Version(long high, long low) {
    /// The version of nothing.
    public static final Version EMPTY = new Version(0, 0);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /// Hashes type, name and content, each with its length in front, so that no two triples run together.
    ///
    /// @param content deterministic bytes, never with key material in them
    public static Version of(TypeUrl type, String name, ByteBuffer content) {
        MessageDigest sha256 = sha256();
        update(sha256, type.url());
        update(sha256, name);
        sha256.update(content.duplicate());
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        return new Version(digest.getLong(), digest.getLong());
    }

    /// The version of the set with `member` added: order does not matter, and [#minus] takes it out again, so the
    /// version of a large set follows a change in constant time. 128-bit sum of the members' hashes.
    public Version plus(Version member) {
        long sum = low + member.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new Version(high + member.high + carry, sum);
    }

    public Version minus(Version member) {
        long borrow = Long.compareUnsigned(low, member.low) < 0 ? 1 : 0;
        return new Version(high - member.high - borrow, low - member.low);
    }

    /// 22 characters, as it goes over the wire.
    public String text() {
        return ENCODER.encodeToString(
                ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    @Override
    public String toString() {
        return text();
    }

    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
