package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A trust domain's bundle as it is served (SPIFFE Trust Domain and Bundle section 4): a JWK set whose `x509-svid`
/// entries are the domain's authorities. A member or a kind of key that is not known is ignored, as the standard asks;
/// one that is known and wrong refuses the whole, because half a bundle is another bundle.
///
/// @param sequence    unsigned, counts the changes
/// @param refreshHint how often to ask again
/// @param authorities in the order of the document; may be empty, then nobody of the domain is trusted
/// @param ignoredKeys entries of other uses or unknown types
public record BundleDocument(
        TrustDomain trustDomain,
        Optional<Long> sequence,
        Optional<Duration> refreshHint,
        List<X509Certificate> authorities,
        int ignoredKeys) {
    public static final int BYTES_MAX = JsonReader.BYTES_MAX;

    /// Where the document names no interval (section 4.1.2).
    public static final Duration REFRESH_DEFAULT = Duration.ofMinutes(5);

    /// Someone who wants to be asked less often is wrong: a revoked authority would live on that long.
    public static final Duration REFRESH_MAX = Duration.ofDays(30);

    private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,19}");

    public BundleDocument {
        authorities = List.copyOf(authorities);
    }

    /// @throws BundleRefused with the rule it breaks
    public static BundleDocument parse(byte[] json, TrustDomain trustDomain) {
        return of(object(JsonReader.read(json), BundleRule.NOT_AN_OBJECT), trustDomain);
    }

    static BundleDocument of(JsonValue.Members document, TrustDomain trustDomain) {
        if (!(document.get("keys") instanceof JsonValue.Items keys)) {
            throw new BundleRefused(BundleRule.KEYS, "a bundle has a list `keys`");
        }
        if (keys.values().size() > Anchors.COUNT_MAX) {
            throw new BundleRefused(BundleRule.TOO_MANY_KEYS, "more than " + Anchors.COUNT_MAX + " keys");
        }
        var authorities = new java.util.ArrayList<X509Certificate>();
        var seen = new TreeSet<String>();
        for (JsonValue key : keys.values()) {
            BundleKey.authority(object(key, BundleRule.KEY_NOT_AN_OBJECT), trustDomain)
                    .ifPresent(certificate -> {
                        if (!seen.add(Pem.sha256Hex(Pem.der(certificate)))) {
                            throw new BundleRefused(
                                    BundleRule.DUPLICATE_KEY,
                                    certificate.getSubjectX500Principal() + " stands there twice");
                        }
                        authorities.add(certificate);
                    });
        }
        return new BundleDocument(
                trustDomain,
                integer(document.get("spiffe_sequence"), BundleRule.SEQUENCE),
                refreshHint(document.get("spiffe_refresh_hint")),
                authorities,
                keys.values().size() - authorities.size());
    }

    /// What may be believed at `now`; empty: nobody of the domain, and never "everybody".
    public Optional<TrustBundle> trusted(Instant now) {
        var usable = authorities.stream()
                .filter(authority -> !now.isBefore(authority.getNotBefore().toInstant())
                        && now.isBefore(authority.getNotAfter().toInstant()))
                .toList();
        return usable.isEmpty() ? Optional.empty() : Optional.of(new TrustBundle(trustDomain, Anchors.of(usable)));
    }

    /// What names these authorities, whatever their order; empty if there are none. The same for whoever reads the same
    /// bundle: `TrustBundle.contentHash`.
    public Optional<String> contentHash() {
        return authorities.isEmpty()
                ? Optional.empty()
                : Optional.of(Anchors.of(authorities).contentHash());
    }

    /// The same, if all of it is in force here. An authority that has not begun by our clock is not, and whoever
    /// publishes it must not take us for one that has it; one that has ended is missed by nobody.
    public Optional<String> heldHash(Instant now) {
        boolean begun = authorities.stream()
                .allMatch(authority -> !now.isBefore(authority.getNotBefore().toInstant()));
        return begun ? contentHash() : Optional.empty();
    }

    /// This document, if it may take the place of `before`.
    ///
    /// @throws BundleRefused if it is of another domain, or older, or differs under the same sequence
    public BundleDocument after(BundleDocument before) {
        if (!trustDomain.equals(before.trustDomain)) {
            throw new BundleRefused(BundleRule.OTHER_DOMAIN, trustDomain + " does not speak for " + before.trustDomain);
        }
        if (before.sequence.isEmpty()) {
            return this;
        }
        if (sequence.isEmpty()) {
            throw new BundleRefused(BundleRule.SEQUENCE_REUSED, "the sequence is gone");
        }
        int order = Long.compareUnsigned(sequence.get(), before.sequence.get());
        if (order < 0) {
            throw new BundleRefused(
                            BundleRule.SEQUENCE_BACK,
                            Long.toUnsignedString(sequence.get()) + " after "
                                    + Long.toUnsignedString(before.sequence.get()))
                    .of(sequence.get());
        }
        if (order == 0 && !List.copyOf(authorities).equals(before.authorities)) {
            throw new BundleRefused(
                            BundleRule.SEQUENCE_REUSED,
                            "other authorities under sequence " + Long.toUnsignedString(sequence.get()))
                    .of(sequence.get());
        }
        return this;
    }

    static JsonValue.Members object(@Nullable JsonValue value, BundleRule rule) {
        if (value instanceof JsonValue.Members members) {
            return members;
        }
        throw new BundleRefused(rule, "an object was expected");
    }

    private static Optional<Duration> refreshHint(@Nullable JsonValue value) {
        return integer(value, BundleRule.REFRESH_HINT).map(seconds -> {
            if (seconds <= 0 || seconds > REFRESH_MAX.toSeconds()) {
                throw new BundleRefused(
                        BundleRule.REFRESH_HINT_RANGE,
                        Long.toUnsignedString(seconds) + " s, instead of 1 to " + REFRESH_MAX.toSeconds());
            }
            return Duration.ofSeconds(seconds);
        });
    }

    private static Optional<Long> integer(@Nullable JsonValue value, BundleRule rule) {
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof JsonValue.Number number)
                || !INTEGER.matcher(number.literal()).matches()) {
            throw new BundleRefused(rule, "a whole number from 0 to 2^64-1 without sign, point or exponent");
        }
        try {
            return Optional.of(Long.parseUnsignedLong(number.literal()));
        } catch (NumberFormatException e) {
            throw new BundleRefused(rule, "more than 2^64-1");
        }
    }
}
