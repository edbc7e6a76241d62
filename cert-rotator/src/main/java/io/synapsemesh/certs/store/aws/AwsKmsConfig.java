package io.synapsemesh.certs.store.aws;

import io.synapsemesh.certs.issuer.ServerTrust;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// A symmetric key of AWS KMS. The identity is what the SDK's default chain finds (environment, container, instance),
/// and needs `kms:Encrypt` and `kms:Decrypt` on that key; a condition on the encryption context
/// `synapsemesh = ca/kek` keeps it from being used for anything else.
///
/// @param region such as `eu-central-1`
/// @param keyId id, alias or ARN
/// @param endpoint the region's own if absent; https
/// @param deadline of one call
public record AwsKmsConfig(String region, String keyId, Optional<URI> endpoint, ServerTrust trust, Duration deadline) {
    private static final Pattern KEY =
            Pattern.compile("(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/|alias/)?[A-Za-z0-9/_-]{1,256}");

    public AwsKmsConfig {
        if (!region.matches("[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}")) {
            throw new IllegalArgumentException("not a region of AWS: " + region);
        }
        if (!KEY.matcher(keyId).matches()) {
            throw new IllegalArgumentException("not the id, alias or ARN of a key: " + keyId);
        }
        if (endpoint.filter(e -> !"https".equals(e.getScheme())).isPresent()) {
            throw new IllegalArgumentException("an endpoint is an https address");
        }
    }
}
