package io.synapsemesh.identity.group;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;

/// One text for a set of groups, injective but for SHA-256. Not remembered by identity: a set that its owner altered
/// would pass for the old one, and a group that was never asked about for one the caller is not in.
final class AskedDigest {
    private AskedDigest() {}

    static String of(SortedSet<String> asked) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            var length = ByteBuffer.allocate(Integer.BYTES);
            for (String id : asked) {
                byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
                // Each id with its length: no two sets run into the same bytes.
                sha.update(length.putInt(0, bytes.length).array());
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
