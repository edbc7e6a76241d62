package io.synapsemesh.certs.store.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.certmanager.KubernetesDoor;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.RemoteFolder;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.remote.StoreNames;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Secrets of one namespace, one a file, content in the key `content`. The resource version is the mark: the API server
/// refuses an update that does not name the present one.
///
/// One secret is looked up by a list with a field selector and not by name: the client takes every 404 of a look-up for
/// "not there", whoever said it; to a list the API server never answers 404.
public final class KubernetesSecretsStore implements RemoteFolder {
    /// `MaxSecretSize` of the API.
    static final int CONTENT_BYTES_MAX = 1024 * 1024;

    private static final long ANSWER_BYTES_MAX = 8L * 1024 * 1024;

    /// So that a page of the largest stays under the limit of an answer.
    private static final long PAGE = 5;

    private static final int NAME_MAX = 253;
    private static final String CONTENT = "content";
    private static final String FILE_NAME = "synapsemesh.io/file-name";
    private static final String OWNER = "app.kubernetes.io/managed-by";

    private final KubernetesSecretsConfig config;
    private final KubernetesClient client;

    private KubernetesSecretsStore(KubernetesSecretsConfig config, KubernetesClient client) {
        this.config = config;
        this.client = client;
    }

    /// In the cluster that the environment or a kubeconfig names.
    public static RemoteStore here(String namespace, Duration deadline, String prefix, Clock clock) {
        return open(new KubernetesSecretsConfig(Config.autoConfigure(null), namespace, deadline), prefix, clock);
    }

    public static RemoteStore open(KubernetesSecretsConfig config, String prefix, Clock clock) {
        var breaker = new Breaker(clock);
        var client = KubernetesDoor.open(config.kubernetes(), config.deadline(), ANSWER_BYTES_MAX, breaker);
        return new RemoteStore(
                new KubernetesSecretsStore(config, client),
                new StoreNames(prefix, NAME_MAX),
                config.deadline(),
                breaker);
    }

    @Override
    public String title() {
        return "Kubernetes namespace " + config.namespace();
    }

    @Override
    public int contentBytesMax() {
        return CONTENT_BYTES_MAX;
    }

    @Override
    public Optional<Kept> fetch(String id) {
        return find(id).map(secret -> {
            String content = secret.getData() == null ? null : secret.getData().get(CONTENT);
            if (content == null) {
                throw new StoreFailed(Code.SYN0825, title() + " holds a secret " + id + " that is not ours");
            }
            try {
                byte[] bytes = Base64.getDecoder().decode(content);
                return new Kept(bytes, secret.getMetadata().getResourceVersion());
            } catch (IllegalArgumentException e) {
                throw new StoreFailed(Code.SYN0825, title() + " holds a secret " + id + " that is not ours", e);
            }
        });
    }

    private Optional<Secret> find(String id) {
        var options = new ListOptionsBuilder()
                .withFieldSelector("metadata.name=" + id)
                .build();
        return call("read " + id, () -> page(options)).getItems().stream()
                .filter(secret -> id.equals(secret.getMetadata().getName()))
                .findFirst();
    }

    @Override
    public String put(String id, String name, byte[] content, Optional<String> expected) {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName(id)
                .withNamespace(config.namespace())
                .withResourceVersion(expected.orElse(null))
                .addToLabels(OWNER, "synapsemesh")
                .addToAnnotations(FILE_NAME, name)
                .endMetadata()
                .withType("Opaque")
                .withData(Map.of(CONTENT, Base64.getEncoder().encodeToString(content)))
                .build();
        var resource = client.secrets().inNamespace(config.namespace()).resource(secret);
        var made = call("write " + id, () -> expected.isPresent() ? resource.update() : resource.create());
        if (made == null || made.getMetadata() == null || made.getMetadata().getResourceVersion() == null) {
            throw new StoreFailed(Code.SYN0825, title() + " answered a write with something that is no secret");
        }
        return made.getMetadata().getResourceVersion();
    }

    @Override
    public void remove(String id) {
        if (find(id).isPresent()) {
            call(
                    "delete " + id,
                    () -> client.secrets()
                            .inNamespace(config.namespace())
                            .withName(id)
                            .delete());
        }
    }

    @Override
    public List<Entry> list() {
        var found = new ArrayList<Entry>();
        @Nullable String next = null;
        do {
            var options = new ListOptionsBuilder()
                    .withLabelSelector(OWNER + "=synapsemesh")
                    .withLimit(PAGE)
                    .withContinue(next)
                    .build();
            var page = call("list secrets", () -> page(options));
            page.getItems()
                    .forEach(secret -> found.add(new Entry(secret.getMetadata().getName(), kept(secret))));
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty() && found.size() <= RemoteStore.NAMES_MAX);
        return found;
    }

    private SecretList page(io.fabric8.kubernetes.api.model.ListOptions options) {
        var page = client.secrets().inNamespace(config.namespace()).list(options);
        if (page == null || page.getMetadata() == null || !"SecretList".equals(page.getKind())) {
            throw new StoreFailed(Code.SYN0825, title() + " answered with something that is no list of secrets");
        }
        return page;
    }

    private static Optional<String> kept(Secret secret) {
        var annotations = secret.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations).map(all -> all.get(FILE_NAME));
    }

    private <T> T call(String what, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (KubernetesClientException e) {
            throw failed(what, e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new StoreFailed(Code.SYN0825, title() + " answered to " + what + " with what cannot be read", e);
        }
    }

    private StoreFailed failed(String what, KubernetesClientException e) {
        boolean spoken = e.getStatus() != null && e.getStatus().getReason() != null;
        String said = " (" + e.getCode() + ": " + IssuedChain.quoted(String.valueOf(e.getMessage())) + ")";
        Code code = switch (e.getCode()) {
            case 401, 403 -> Code.SYN0822;
            case 409 -> Code.SYN0824;
            case 404 -> spoken && what.startsWith("write") ? Code.SYN0824 : Code.SYN0825;
            case 413, 422 -> Code.SYN0825;
            default ->
                e.getCode() == 429 || e.getCode() >= 500 || e.getCause() instanceof java.io.IOException
                        ? Code.SYN0821
                        : Code.SYN0825;
        };
        return new StoreFailed(code, title() + " did not " + what + said, e);
    }

    @Override
    public void close() {
        client.close();
    }
}
