package io.synapsemesh.certs.issuer.certmanager;

import io.fabric8.kubernetes.client.Config;
import io.synapsemesh.certs.issuer.AnchorsFile;
import java.time.Duration;

/// `MeshTrust.issuer.certManager`.
///
/// The issuer must be one that copies the names of the request and sets exactly the usages asked for (`CA`, `Vault`,
/// `SelfSigned`); cert-manager's own approver, or one of yours, must approve requests for it. Our account needs
/// `create`, `get`, `list`, `watch` and `delete` on `certificaterequests` in the one namespace.
///
/// @param kubernetes the API server and who we are there; its time-outs and retries are replaced by ours
/// @param namespace where the requests are made
/// @param anchors the roots that may vouch for its leaves, the signing one first
/// @param deadline for one leaf, from the request to the answer
public record CertManagerConfig(
        Config kubernetes, String namespace, IssuerRef issuer, AnchorsFile anchors, Duration deadline) {
    /// Signing by a controller takes as long as its queue; a day-long leaf can wait for this.
    public static final Duration DEADLINE_STANDARD = Duration.ofSeconds(30);

    public CertManagerConfig {
        requireName("namespace", namespace);
        if (!deadline.isPositive() || deadline.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("a deadline is up to five minutes, not " + deadline);
        }
    }

    /// @param kind `Issuer` or `ClusterIssuer`, or one of an external issuer's
    /// @param group `cert-manager.io`, or the external issuer's
    public record IssuerRef(String name, String kind, String group) {
        public static final String GROUP = "cert-manager.io";

        public IssuerRef {
            requireName("issuer", name);
        }

        public static IssuerRef namespaced(String name) {
            return new IssuerRef(name, "Issuer", GROUP);
        }

        public static IssuerRef cluster(String name) {
            return new IssuerRef(name, "ClusterIssuer", GROUP);
        }
    }

    private static void requireName(String what, String name) {
        if (name.length() > 253 || !name.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
            throw new IllegalArgumentException(what + " is not a Kubernetes name: " + name);
        }
    }
}
