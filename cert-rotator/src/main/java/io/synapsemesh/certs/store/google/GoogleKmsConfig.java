package io.synapsemesh.certs.store.google;

import io.synapsemesh.certs.issuer.ServerTrust;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// A symmetric key (`ENCRYPT_DECRYPT`) of Google Cloud KMS. The identity is the application default credential, and
/// needs `cloudkms.cryptoKeyVersions.useToEncrypt` and `useToDecrypt` on that key.
///
/// @param keyName `projects/P/locations/L/keyRings/R/cryptoKeys/K`
/// @param endpoint `host:port`; Google's own if absent
/// @param deadline of one call
public record GoogleKmsConfig(String keyName, Optional<String> endpoint, ServerTrust trust, Duration deadline) {
    private static final Pattern KEY = Pattern.compile("projects/[a-z0-9-]{6,30}/locations/[a-z0-9-]{1,63}"
            + "/keyRings/[A-Za-z0-9_-]{1,63}/cryptoKeys/[A-Za-z0-9_-]{1,63}");

    public GoogleKmsConfig {
        if (!KEY.matcher(keyName).matches()) {
            throw new IllegalArgumentException("not the full name of a key: " + keyName);
        }
    }
}
