package io.synapsemesh.certs.issuer.certmanager;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.RequestedNames;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.BoundedCall;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.IssuedChain;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Signs with whatever issuer cert-manager is set up for: creates a `CertificateRequest`, watches it until it is
/// Ready, Failed or Denied, and deletes it. cert-manager signs the names inside the request, so they are compared with
/// the wanted ones first; what comes back is accepted only under the roots the operator declared, as istio-csr does.
public final class CertManagerIssuer implements LeafIssuer, AutoCloseable {
    private final CertManagerConfig config;
    private final Clock clock;
    private final Breaker breaker;
    private final KubernetesClient client;
    private final RequestObjects objects;

    public CertManagerIssuer(CertManagerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.breaker = new Breaker(clock);
        this.client = KubernetesDoor.open(
                config.kubernetes(),
                config.deadline(),
                io.synapsemesh.certs.issuer.IssuerHttp.ANSWER_BYTES_MAX,
                breaker);
        this.objects = new RequestObjects(client, config.namespace(), clock);
    }

    /// In the cluster that the environment or a kubeconfig names.
    public static CertManagerIssuer here(
            String namespace, String name, String kind, String group, AnchorsFile anchors, Clock clock) {
        var config = new CertManagerConfig(
                Config.autoConfigure(null),
                namespace,
                new CertManagerConfig.IssuerRef(name, kind, group),
                anchors,
                CertManagerConfig.DEADLINE_STANDARD);
        return new CertManagerIssuer(config, clock);
    }

    @Override
    public String name() {
        return "certManager";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        var roots = config.anchors().roots();
        if (!(request.name() instanceof LeafName.Svid)) {
            throw new IssuanceRefused(
                    "cert-manager signs SVIDs only, not " + request.name().text());
        }
        RequestedNames.requireExact(request, csr);
        breaker.requirePassage();
        String pem = switch (signed(object(request, csr))) {
            case RequestState.Signed(String chain) -> chain;
            case RequestState.Failed(String message) -> throw failed("cert-manager could not sign: " + message, null);
            case RequestState.Refused(String message) ->
                throw new IssuanceRefused(
                        "cert-manager refuses " + request.name().text() + ": " + message);
            case RequestState.Waiting() ->
                throw failed(
                        "cert-manager did not sign within " + config.deadline()
                                + ". Fix: see whether the request is approved and its issuer ready.",
                        null);
        };
        breaker.succeeded();
        return IssuedChain.accept(
                name(), request, csr, IssuedChain.parse(name(), List.of(pem)), roots, clock.instant());
    }

    private GenericKubernetesResource object(LeafRequest request, SigningRequest csr) {
        var issuer = config.issuer();
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(RequestObjects.KIND.getGroup() + "/" + RequestObjects.KIND.getVersion())
                .withKind(RequestObjects.KIND.getKind())
                .withNewMetadata()
                .withGenerateName("synapsemesh-")
                .withNamespace(config.namespace())
                .withLabels(RequestObjects.LABELS)
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "request", base64(IssuedChain.pem(csr)),
                                "duration", request.lifetime().toSeconds() + "s",
                                "usages", List.of("digital signature", "server auth", "client auth"),
                                "issuerRef",
                                        Map.of("name", issuer.name(), "kind", issuer.kind(), "group", issuer.group())))
                .build();
    }

    /// The caller waits for the answer, at most until the deadline, and never for the tidying up.
    private RequestState signed(GenericKubernetesResource wanted) {
        var made = new AtomicReference<Optional<GenericKubernetesResource>>(Optional.empty());
        try {
            return BoundedCall.within(config.deadline(), () -> sign(wanted, made), () -> objects.delete(made.get()));
        } catch (TimeoutException | KubernetesClientTimeoutException e) {
            return new RequestState.Waiting();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IssuanceFailed("interrupted while waiting for cert-manager", e);
        } catch (Exception e) {
            throw judged(e);
        }
    }

    private RequestState sign(
            GenericKubernetesResource wanted, AtomicReference<Optional<GenericKubernetesResource>> made) {
        var created = objects.create(wanted);
        made.set(Optional.of(created));
        return objects.await(created, config.deadline());
    }

    /// What the API server says no to stays what it is; everything else may be better the next time.
    private IssuanceFailed judged(Throwable cause) {
        if (cause instanceof IssuanceFailed already) {
            return failed(String.valueOf(already.getMessage()), already);
        }
        String said = IssuedChain.quoted(reason(cause));
        int code = cause instanceof KubernetesClientException e ? e.getCode() : 0;
        return switch (code) {
            case 400, 422 -> new IssuanceRefused("the API server refuses the CertificateRequest: " + said);
            case 403 ->
                failed(
                        "we may not make CertificateRequests in " + config.namespace() + ": " + said
                                + ". Fix: grant create, get, list, watch and delete on them.",
                        cause);
            case 404 -> failed("the API server knows no CertificateRequest. Fix: install cert-manager's CRDs.", cause);
            default -> failed("the API server cannot be asked: " + said, cause);
        };
    }

    /// The library says "An error has occurred." where the reason is a cause.
    private static String reason(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }

    /// The hold of an answer that named a time is longer than the one set here, and stays.
    private IssuanceFailed failed(String message, @Nullable Throwable cause) {
        try {
            breaker.requirePassage();
            breaker.hold(Optional.empty(), message);
        } catch (IssuanceFailed alreadyHeld) {
            // It was asked to be left alone for longer than we would.
        }
        return cause == null ? new IssuanceFailed(message) : new IssuanceFailed(message, cause);
    }

    @Override
    public Anchors anchors() {
        return config.anchors().roots().anchors();
    }

    @Override
    public X509Certificate signer() {
        return config.anchors().roots().signer();
    }

    @Override
    public void close() {
        client.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
