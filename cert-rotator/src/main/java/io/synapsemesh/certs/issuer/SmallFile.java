package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.core.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// Reads the few small files an issuer is configured with. Never more than asked, and never a secret that others on the
/// machine can read.
public final class SmallFile {
    public static final int SECRET_BYTES_MAX = 16 * 1024;
    public static final int PEM_BYTES_MAX = 512 * 1024;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> GROUP_AND_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SmallFile() {}

    /// @throws IssuanceFailed if it cannot be read or is larger than `bytesMax`
    public static byte[] read(Path file, int bytesMax) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(bytesMax + 1);
            if (content.length > bytesMax) {
                Arrays.fill(content, (byte) 0);
                throw new IssuanceFailed(file + " is larger than " + bytesMax + " bytes");
            }
            return content;
        } catch (IOException e) {
            throw new IssuanceFailed(file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /// A token, its surrounding white space removed. Group-readable is allowed (Kubernetes' `fsGroup`), others are not.
    ///
    /// @throws IssuanceRefused if the mode of the file lets others in
    public static SecretBytes token(Path file) {
        requireNone(file, OTHERS, "chmod o= " + file);
        byte[] content = read(file, SECRET_BYTES_MAX);
        try {
            String text = new String(content, StandardCharsets.US_ASCII).strip();
            if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new IssuanceFailed(file + " holds no token: it is empty or has characters no token has");
            }
            return SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /// A private key. Only its owner may read it.
    ///
    /// @throws IssuanceRefused if the mode of the file lets its group or others in
    public static byte[] privateKey(Path file) {
        requireNone(file, GROUP_AND_OTHERS, "chmod 600 " + file);
        return read(file, SECRET_BYTES_MAX);
    }

    private static void requireNone(Path file, Set<PosixFilePermission> forbidden, String fix) {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            throw new IssuanceRefused(file + " lies on a file system without modes, so its readers are unknown");
        }
        try {
            var found = EnumSet.copyOf(forbidden);
            found.retainAll(view.readAttributes().permissions());
            if (!found.isEmpty()) {
                throw new IssuanceRefused(file + " is open to " + found + ". Fix: " + fix);
            }
        } catch (IOException e) {
            throw new IssuanceFailed(file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
