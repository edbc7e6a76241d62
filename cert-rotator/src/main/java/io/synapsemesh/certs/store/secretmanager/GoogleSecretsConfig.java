package io.synapsemesh.certs.store.secretmanager;

import io.synapsemesh.certs.issuer.ServerTrust;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where in Google Cloud a folder lies. The identity is the application default credential, and needs
/// `secretmanager.secrets.{create,get,update,delete,list}` and `secretmanager.versions.{add,access,destroy}`.
///
/// @param endpoint `host:port`; Google's own if absent
/// @param locations where new secrets are kept; Google chooses if empty
/// @param deadline of one operation
public record GoogleSecretsConfig(
        String project, Optional<String> endpoint, List<String> locations, ServerTrust trust, Duration deadline) {
    public GoogleSecretsConfig {
        locations = List.copyOf(locations);
        if (!project.matches("[a-z][a-z0-9-]{4,28}[a-z0-9]|[0-9]{6,20}")) {
            throw new IllegalArgumentException("not a project of Google Cloud: " + project);
        }
    }
}
