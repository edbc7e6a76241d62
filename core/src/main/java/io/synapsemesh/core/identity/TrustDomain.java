package io.synapsemesh.core.identity;

import java.util.regex.Pattern;

/// The name of a SPIFFE trust domain: lower case, 1 to 255 bytes of `[a-z0-9._-]`.
///
/// Source: SPIFFE-ID standard, section 2.1. Upper case is refused, not folded: two spellings of one domain would
/// compare
/// unequal elsewhere.
public record TrustDomain(String name) implements Comparable<TrustDomain> {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9._-]{1,255}");

    /// The trust domain of the demo. Only the demo and tests may serve it.
    public static final TrustDomain DEMO = new TrustDomain("demo.invalid");

    public TrustDomain {
        if (!GRAMMAR.matcher(name).matches()) {
            throw new IllegalArgumentException("not a trust domain (1 to 255 of a-z 0-9 . _ -): " + name);
        }
    }

    /// @throws IllegalArgumentException if `text` is not a trust domain name
    public static TrustDomain parse(String text) {
        return new TrustDomain(text);
    }

    /// The text every SPIFFE id of this domain starts with, the slash included: `spiffe://corp.example/`.
    public String uriPrefix() {
        return "spiffe://" + name + "/";
    }

    @Override
    public int compareTo(TrustDomain other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
