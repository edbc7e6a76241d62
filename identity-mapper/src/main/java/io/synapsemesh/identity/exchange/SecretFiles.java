package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.core.secret.SecretEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Secrets in a directory: `{root}/{namespace}/{name}/{key}`, as Kubernetes mounts them.
public final class SecretFiles implements ClientSecrets {
    static final int BYTES_MAX = 16 * 1024;

    private final Path root;

    public SecretFiles(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public SecretBytes read(SecretEntry entry) {
        Path file = root;
        for (String part : new String[] {entry.namespace(), entry.name(), entry.key()}) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.contains("/")) {
                throw new SecretMissing(entry + " is no name of a secret");
            }
            file = file.resolve(part);
        }
        return read(file, "the secret " + entry);
    }

    /// The content of a file without the white space around it. Not its path in messages: that of a secret is nobody's
    /// business but the operator's, who wrote the name.
    static SecretBytes read(Path file, String what) {
        byte[] bytes = new byte[0];
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
            int from = 0;
            int to = bytes.length;
            while (from < to && isSpace(bytes[from])) {
                from++;
            }
            while (to > from && isSpace(bytes[to - 1])) {
                to--;
            }
            if (to == from || bytes.length > BYTES_MAX) {
                throw new SecretMissing(what + " is empty or larger than " + BYTES_MAX + " bytes");
            }
            return SecretBytes.copyOf(Arrays.copyOfRange(bytes, from, to));
        } catch (IOException e) {
            throw new SecretMissing(what + " cannot be read: " + e.getClass().getSimpleName()
                    + ". Fix: provide the file, readable by us.");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
