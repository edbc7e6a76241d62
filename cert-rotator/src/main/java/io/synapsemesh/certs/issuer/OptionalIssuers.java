package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.issuer.acme.AcmeConfig;
import io.synapsemesh.certs.issuer.acme.AcmeIssuer;
import io.synapsemesh.certs.issuer.acme.HttpChallenges;
import io.synapsemesh.certs.issuer.certmanager.CertManagerIssuer;
import io.synapsemesh.certs.store.OptionalLibrary;
import java.time.Clock;

/// Issuers whose client library the image leaves out, opened without naming a type of it. Nothing is asked over the
/// network. All throw [io.synapsemesh.certs.store.StoreFailed] with SYN0826 if the library is not there.
public final class OptionalIssuers {
    private static final OptionalLibrary KUBERNETES =
            new OptionalLibrary("io.fabric8:kubernetes-client", "io.fabric8.kubernetes.client.KubernetesClient");
    private static final OptionalLibrary KUBERNETES_HTTP = new OptionalLibrary(
            "io.fabric8:kubernetes-httpclient-jdk", "io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory");
    private static final OptionalLibrary ACME =
            new OptionalLibrary("org.shredzone.acme4j:acme4j-client", "org.shredzone.acme4j.Session");

    private OptionalIssuers() {}

    /// `MeshTrust.issuer.certManager`, in the cluster that the environment or a kubeconfig names.
    ///
    /// @param namespace of the requests
    /// @param kind `Issuer` or `ClusterIssuer`
    public record CertManager(String namespace, String name, String kind, String group, AnchorsFile anchors) {
        public LeafIssuer open(Clock clock) {
            KUBERNETES.require("the issuer certManager");
            KUBERNETES_HTTP.require("the issuer certManager");
            return CertManagerIssuer.here(namespace, name, kind, group, anchors, clock);
        }
    }

    /// For [io.synapsemesh.certs.LeafName.PublicServer] and no other leaf.
    public static LeafIssuer acme(AcmeConfig config, HttpChallenges challenges, Clock clock) {
        ACME.require("the issuer acme");
        return new AcmeIssuer(config, challenges, clock);
    }
}
