package io.synapsemesh.certs.issuer.certmanager;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.issuer.IssuedChain;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our `CertificateRequest` objects in one namespace. Each is deleted when its answer is known; what a crash or an API
/// server that was away left behind is swept up later, by our label and its age, so that nothing piles up.
final class RequestObjects {
    static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("cert-manager.io")
            .withVersion("v1")
            .withKind("CertificateRequest")
            .withPlural("certificaterequests")
            .withNamespaced(true)
            .build();
    static final Map<String, String> LABELS = Map.of("app.kubernetes.io/managed-by", "synapsemesh");

    /// Nobody waits for an object this old: a deadline has at most five minutes.
    static final Duration LEFT_AFTER = Duration.ofMinutes(10);

    private static final long SWEPT_AT_ONCE_MAX = 64;
    private static final Logger LOG = LoggerFactory.getLogger(RequestObjects.class);

    private final KubernetesClient client;
    private final String namespace;
    private final Clock clock;
    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

    RequestObjects(KubernetesClient client, String namespace, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.clock = clock;
    }

    GenericKubernetesResource create(GenericKubernetesResource wanted) {
        GenericKubernetesResource made = all().resource(wanted).create();
        if (made == null || made.getMetadata() == null || made.getMetadata().getName() == null) {
            throw new IssuanceFailed("the API server answered without an object");
        }
        return made;
    }

    /// Watches until the state is another one than waiting.
    RequestState await(GenericKubernetesResource made, Duration atMost) {
        return RequestState.of(all().withName(made.getMetadata().getName())
                .waitUntilCondition(
                        now -> !(RequestState.of(now) instanceof RequestState.Waiting),
                        atMost.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    void delete(Optional<GenericKubernetesResource> made) {
        try {
            made.ifPresent(
                    object -> all().withName(object.getMetadata().getName()).delete());
            sweep();
        } catch (RuntimeException e) {
            LOG.info(
                    "a request is left for the next sweep: namespace={} reason={}",
                    namespace,
                    IssuedChain.quoted(String.valueOf(e.getMessage())));
        }
    }

    private void sweep() {
        Instant now = clock.instant();
        Instant due = nextSweep.get();
        if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(LEFT_AFTER))) {
            return;
        }
        all().withLabels(LABELS).list().getItems().stream()
                .filter(object -> isLeft(object, now))
                .limit(SWEPT_AT_ONCE_MAX)
                .forEach(
                        object -> all().withName(object.getMetadata().getName()).delete());
    }

    private static boolean isLeft(GenericKubernetesResource object, Instant now) {
        try {
            return Instant.parse(object.getMetadata().getCreationTimestamp()).isBefore(now.minus(LEFT_AFTER));
        } catch (DateTimeException e) {
            return false; // the API server writes it; whoever else did may delete it
        }
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            all() {
        return client.genericKubernetesResources(KIND).inNamespace(namespace);
    }
}
