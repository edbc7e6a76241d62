package io.synapsemesh.certs.store.remote;

import io.synapsemesh.certs.Pem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names of files as names of secrets, and back. Secrets managers allow fewer characters and fewer of them than a
/// folder: a letter or digit stands for itself, `-` is `-m`, `.` is `-d`, `_` is `-u`, behind a prefix that keeps
/// several folders apart. What is too long becomes a digest, and its name is kept beside the content.
///
/// @param prefix of `[a-z][a-z0-9-]*`, ending in `-`
/// @param lengthMax of the store, in characters
public record StoreNames(String prefix, int lengthMax) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,30}-");
    private static final String DIGEST = "-h";

    public StoreNames {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("a prefix is lower-case letters, digits and '-', and ends in '-', such"
                    + " as synapsemesh-ca-, not " + prefix);
        }
    }

    /// @throws IllegalArgumentException if `name` is no name of a [io.synapsemesh.certs.store.ByteStore]
    public String encode(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a stored file: " + name);
        }
        String whole = prefix + name.replace("-", "-m").replace(".", "-d").replace("_", "-u");
        return whole.length() <= lengthMax
                ? whole
                : prefix + DIGEST + Pem.sha256Hex(name.getBytes(StandardCharsets.US_ASCII));
    }

    /// @param kept the name beside the content, for what is too long; believed only if it encodes to `id`
    /// @return nothing for a secret that is not ours, whoever put it there
    public Optional<String> decode(String id, Optional<String> kept) {
        if (!id.startsWith(prefix)) {
            return Optional.empty();
        }
        String text = id.substring(prefix.length());
        var name = text.startsWith(DIGEST)
                ? kept
                : Optional.of(text.replace("-u", "_").replace("-d", ".").replace("-m", "-"));
        return name.filter(n -> NAME.matcher(n).matches() && encode(n).equals(id));
    }
}
