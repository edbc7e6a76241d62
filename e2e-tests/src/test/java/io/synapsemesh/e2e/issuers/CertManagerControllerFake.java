package io.synapsemesh.e2e.issuers;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.e2e.harness.RealApiServer;
import io.synapsemesh.e2e.harness.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// Stands in for cert-manager's approver and its CA issuer, whose controllers are not built here: watches the
/// `CertificateRequest` objects of one namespace on the real API server and answers in their status, as
/// cert-manager.io/v1 describes it ("CertificateRequest", "Conditions", "Approval"). Like the CA issuer it signs the
/// names of the request; it denies what is not of its trust domain.
final class CertManagerControllerFake implements AutoCloseable {
    static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("cert-manager.io")
            .withVersion("v1")
            .withKind("CertificateRequest")
            .withPlural("certificaterequests")
            .withNamespaced(true)
            .build();
    private static final String OURS = "spiffe://corp.example/";

    private final String namespace;
    private final TestPki.Held signing;
    private final KubernetesClient client;
    private volatile Fault fault = Fault.NONE;

    CertManagerControllerFake(RealApiServer server, String namespace, TestPki.Held signing) {
        this.namespace = namespace;
        this.signing = signing;
        this.client = admin(server);
        requests().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource request) {
                answer(request);
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {}

            @Override
            public void onDelete(GenericKubernetesResource request, boolean unknown) {}
        });
    }

    static KubernetesClient admin(RealApiServer server) {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(server.kubeconfig())))
                    .withHttpClientFactory(new JdkHttpClientFactory())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void become(Fault next) {
        fault = next;
    }

    /// The objects there are now.
    List<GenericKubernetesResource> held() {
        return requests().list().getItems();
    }

    private void answer(GenericKubernetesResource request) {
        var during = fault;
        if (during == Fault.SLOW) {
            return; // a controller that does not come to it
        }
        try {
            byte[] pem = Base64.getDecoder().decode(String.valueOf(request.<Object>get("spec", "request")));
            byte[] der = StepCaPeer.der(new String(pem, StandardCharsets.US_ASCII));
            if (!isOurs(der)) {
                var denied = condition("Denied", "True", "policy.cert-manager.io", "not of this trust domain");
                write(request, Map.of("conditions", List.of(denied, condition("Ready", "False", "Denied", "denied"))));
                return;
            }
            var approved = condition("Approved", "True", "cert-manager.io", "approved");
            var ready = condition("Ready", "True", "Issued", "Certificate fetched from issuer successfully");
            if (during == Fault.EMPTY_ANSWER) {
                write(request, Map.of("conditions", List.of(approved, ready)));
                return;
            }
            var chain = new WrongLeaf(signing, named(der))
                    .chainPem(during, SigningRequest.parse(der).publicKey());
            write(
                    request,
                    Map.of(
                            "conditions", List.of(approved, ready),
                            "certificate", base64(chain),
                            "ca", base64(TestPki.pem(signing.certificate()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(GenericKubernetesResource request, Map<String, Object> status) {
        request.setAdditionalProperty("status", status);
        try {
            requests().resource(request).updateStatus();
        } catch (KubernetesClientException e) {
            // Deleted meanwhile: whoever asked did not wait.
        }
    }

    private static boolean isOurs(byte[] der) throws IOException {
        return names(der, GeneralName.uniformResourceIdentifier).stream().allMatch(uri -> uri.startsWith(OURS));
    }

    /// What the request itself asks for.
    private static LeafRequest named(byte[] der) throws IOException {
        var identity =
                SpiffeId.parse(names(der, GeneralName.uniformResourceIdentifier).getFirst());
        return LeafRequest.of(new LeafName.Svid(identity), names(der, GeneralName.dNSName), Duration.ofHours(1));
    }

    private static List<String> names(byte[] der, int tag) throws IOException {
        var names = GeneralNames.fromExtensions(
                new PKCS10CertificationRequest(der).getRequestedExtensions(), Extension.subjectAlternativeName);
        return List.of(names.getNames()).stream()
                .filter(name -> name.getTagNo() == tag)
                .map(name -> name.getName().toString())
                .toList();
    }

    private static Map<String, String> condition(String type, String status, String reason, String message) {
        return Map.of(
                "type",
                type,
                "status",
                status,
                "reason",
                reason,
                "message",
                message,
                "lastTransitionTime",
                Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<
                    GenericKubernetesResource,
                    io.fabric8.kubernetes.api.model.GenericKubernetesResourceList,
                    io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource>>
            requests() {
        return client.genericKubernetesResources(KIND).inNamespace(namespace);
    }

    @Override
    public void close() {
        client.close();
    }
}
