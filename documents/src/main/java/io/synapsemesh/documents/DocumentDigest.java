package io.synapsemesh.documents;

import io.synapsemesh.core.document.DocumentRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// SHA-256 over the checked values. Each value is written with its type and length in front, so no two meanings share
/// a
/// text.
final class DocumentDigest {
    private final MessageDigest sha256;

    private DocumentDigest(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    static String of(DocumentRef ref, Map<String, String> labels, Map<String, Object> spec) {
        try {
            var digest = new DocumentDigest(MessageDigest.getInstance("SHA-256"));
            digest.add(List.of(ref.kind(), ref.namespace(), ref.name()));
            digest.add(labels);
            digest.add(spec);
            return HexFormat.of().formatHex(digest.sha256.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Maps come ordered by key from the checker.
    private void add(Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                mark('m', map.size());
                map.forEach((key, inner) -> {
                    add(key);
                    add(inner);
                });
            }
            case List<?> list -> {
                mark('l', list.size());
                list.forEach(this::add);
            }
            default -> {
                byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
                mark(value.getClass().getSimpleName().charAt(0), bytes.length);
                sha256.update(bytes);
            }
        }
    }

    private void mark(char type, int size) {
        sha256.update((type + Integer.toString(size) + ":").getBytes(StandardCharsets.UTF_8));
    }
}
