package io.synapsemesh.certs.federation;

import io.synapsemesh.core.identity.TrustDomain;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Bundles of several trust domains in one document, `{"trust_domains": {"partner.example": {"keys": […]}}}`, as files
/// for Envoy and others hold them. Each stands for its own domain; there is no way to ask for all of them as one.
public record BundleMap(SortedMap<TrustDomain, BundleDocument> bundles) {
    public static final int DOMAINS_MAX = 256;

    public BundleMap {
        bundles = Collections.unmodifiableSortedMap(new TreeMap<>(bundles));
    }

    /// @throws BundleRefused if any of it is wrong, a domain that stands there twice included
    public static BundleMap parse(byte[] json) {
        var document = BundleDocument.object(JsonReader.read(json), BundleRule.NOT_AN_OBJECT);
        var domains = BundleDocument.object(document.get("trust_domains"), BundleRule.TRUST_DOMAINS);
        if (domains.values().size() > DOMAINS_MAX) {
            throw new BundleRefused(BundleRule.TOO_MANY_DOMAINS, "more than " + DOMAINS_MAX + " trust domains");
        }
        var bundles = new TreeMap<TrustDomain, BundleDocument>();
        domains.values().forEach((name, value) -> {
            TrustDomain domain = domain(name);
            bundles.put(domain, BundleDocument.of(BundleDocument.object(value, BundleRule.NOT_AN_OBJECT), domain));
        });
        return new BundleMap(bundles);
    }

    private static TrustDomain domain(String name) {
        try {
            return TrustDomain.parse(name);
        } catch (IllegalArgumentException e) {
            throw new BundleRefused(BundleRule.TRUST_DOMAIN_NAME, String.valueOf(e.getMessage()));
        }
    }
}
