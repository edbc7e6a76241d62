package io.synapsemesh.identity.jwks;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last good keys of each query on disk. What is read back passes the same parser as what is fetched; a file of
/// another query, or one that was changed into something else, is no file.
record KeptKeys(JwksArchive archive) {
    private static final Logger LOG = LoggerFactory.getLogger(KeptKeys.class);

    /// @param json the keys as text, written once: it is asked for with every token
    record Good(PublicKeys keys, String json, Instant fetchedAt) {
        static Good of(PublicKeys keys, Instant fetchedAt) {
            return new Good(keys, keys.json(), fetchedAt);
        }
    }

    Optional<Good> read(JwksQuery query) {
        try {
            return archive.read(fileOf(query)).map(content -> decode(query, content));
        } catch (FetchFailed | UncheckedIOException | DateTimeParseException e) {
            LOG.warn("kept keys are unusable: provider={} reason={}", query.provider(), e.getMessage());
            return Optional.empty();
        }
    }

    /// Failing to keep them does not keep them from being used.
    void write(JwksQuery query, Good good) {
        var document = new TreeMap<String, Object>();
        document.put("query", query.text());
        document.put("fetchedAt", good.fetchedAt().toString());
        document.put("keys", good.keys().archived());
        try {
            archive.write(fileOf(query), JSONObjectUtils.toJSONString(document).getBytes(StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            LOG.warn("keys could not be kept: provider={} reason={}", query.provider(), e.getMessage());
        }
    }

    static String fileOf(JwksQuery query) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(query.text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 20) + ".json";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Good decode(JwksQuery query, byte[] content) {
        var document = StrictJson.object(content);
        if (!query.text().equals(document.get("query"))
                || !(document.get("fetchedAt") instanceof String time)
                || !(document.get("keys") instanceof List<?> keys)) {
            throw new FetchFailed("not the kept keys of this query");
        }
        var own = JwksDocument.parse(keys).within(query);
        if (own.isEmpty()) {
            throw new FetchFailed("no kept key is of this issuer");
        }
        return Good.of(own, Instant.parse(time));
    }
}
