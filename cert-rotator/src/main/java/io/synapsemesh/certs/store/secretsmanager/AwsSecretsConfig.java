package io.synapsemesh.certs.store.secretsmanager;

import io.synapsemesh.certs.issuer.ServerTrust;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Where in AWS a folder lies. The identity is what the SDK's default chain finds (environment, container, instance),
/// and needs `secretsmanager:GetSecretValue`, `DescribeSecret`, `CreateSecret`, `PutSecretValue`,
/// `UpdateSecretVersionStage` and `DeleteSecret` on `<prefix>*`, and `ListSecrets`.
///
/// @param region such as `eu-central-1`
/// @param endpoint the region's own if absent; https
/// @param kmsKeyId what encrypts the secrets; the account's `aws/secretsmanager` if absent
/// @param deadline of one operation
public record AwsSecretsConfig(
        String region, Optional<URI> endpoint, Optional<String> kmsKeyId, ServerTrust trust, Duration deadline) {
    public AwsSecretsConfig {
        if (!region.matches("[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}")) {
            throw new IllegalArgumentException("not a region of AWS: " + region);
        }
        if (endpoint.filter(e -> !"https".equals(e.getScheme())).isPresent()) {
            throw new IllegalArgumentException("an endpoint is an https address");
        }
    }
}
