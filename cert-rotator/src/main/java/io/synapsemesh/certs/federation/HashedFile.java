package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.Pem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Content under its own SHA-256, so that a file which the disk damaged or a hand edited is no longer believed.
final class HashedFile {
    private static final int HEX = 64;

    private HashedFile() {}

    static byte[] write(byte[] content) {
        var file = new ByteArrayOutputStream();
        file.writeBytes((Pem.sha256Hex(content) + "\n").getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(content);
        return file.toByteArray();
    }

    /// Empty if it is not, whole, what was written.
    static Optional<byte[]> read(byte[] file) {
        if (file.length <= HEX) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(file, HEX + 1, file.length);
        return Arrays.equals(file, write(content)) ? Optional.of(content) : Optional.empty();
    }
}
