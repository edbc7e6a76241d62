package io.synapsemesh.certs.store.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.time.Duration;

/// Where in a cluster a folder lies: Secrets of one namespace, found by their names' prefix. Needs `get`, `list`,
/// `create`, `update`, `delete` on `secrets` of that namespace, which should hold nothing else.
///
/// @param kubernetes address, trust and credential of the API server
/// @param deadline of one operation
public record KubernetesSecretsConfig(Config kubernetes, String namespace, Duration deadline) {}
