package io.synapsemesh.certs.store.secretmanager;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.DeleteSecretRequest;
import com.google.cloud.secretmanager.v1.ListSecretsRequest;
import com.google.cloud.secretmanager.v1.Replication;
import com.google.cloud.secretmanager.v1.Secret;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.google.BoundedGoogleHttp;
import io.synapsemesh.certs.store.google.GoogleAnswers;
import io.synapsemesh.certs.store.remote.RemoteFolder;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.remote.StoreHttp;
import io.synapsemesh.certs.store.remote.StoreNames;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Google Secret Manager, by an alias. A version is readable the moment it is added, so readers never take the newest:
/// they take the one the secret's alias `current` points at. A write adds a version, reads it back, and moves the alias
/// with the secret's etag, which the service compares: that is when it takes effect, and a writer that was overtaken is
/// refused. A crash before leaves an unread version behind. The alias `previous` keeps the one before; what it kept is
/// destroyed.
public final class GoogleSecretsStore implements RemoteFolder {
    /// A payload: 65,536 bytes.
    static final int CONTENT_BYTES_MAX = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(GoogleSecretsStore.class);
    private static final long ANSWER_BYTES_MAX = 2 * 1024 * 1024;
    private static final int NAME_MAX = 255;
    private static final int PAGE = 500;
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";
    private static final String FILE_NAME = "synapsemesh.io/file-name";
    private static final FieldMask ALIASES =
            FieldMask.newBuilder().addPaths("version_aliases").build();

    private final GoogleSecretsConfig config;
    private final String prefix;
    private final SecretManagerServiceClient client;

    private GoogleSecretsStore(GoogleSecretsConfig config, String prefix, SecretManagerServiceClient client) {
        this.config = config;
        this.prefix = prefix;
        this.client = client;
    }

    public static RemoteStore open(GoogleSecretsConfig config, String prefix, Clock clock) {
        return open(
                config,
                SecretManagerServiceSettings.defaultCredentialsProviderBuilder().build(),
                prefix,
                clock);
    }

    static RemoteStore open(GoogleSecretsConfig config, CredentialsProvider credentials, String prefix, Clock clock) {
        var breaker = new Breaker(clock);
        var http = new StoreHttp(config.trust(), config.deadline(), ANSWER_BYTES_MAX, breaker);
        try {
            var channel = SecretManagerServiceSettings.defaultHttpJsonTransportProviderBuilder()
                    .setHttpTransport(new BoundedGoogleHttp(http));
            config.endpoint().ifPresent(channel::setEndpoint);
            var settings = SecretManagerServiceSettings.newHttpJsonBuilder()
                    .setCredentialsProvider(credentials)
                    .setTransportChannelProvider(channel.build());
            config.endpoint().ifPresent(settings::setEndpoint);
            settings.applyToAllUnaryMethods(method -> {
                method.setRetryableCodes(Set.of()).setRetrySettings(GoogleAnswers.once(config.deadline()));
                return null;
            });
            return new RemoteStore(
                    new GoogleSecretsStore(config, prefix, SecretManagerServiceClient.create(settings.build())),
                    new StoreNames(prefix, NAME_MAX),
                    config.deadline(),
                    breaker);
        } catch (IOException e) {
            http.close();
            throw StoreHttp.failed("no identity for Google Secret Manager", e);
        }
    }

    @Override
    public String title() {
        return "Google Secret Manager of " + config.project();
    }

    @Override
    public int contentBytesMax() {
        return CONTENT_BYTES_MAX;
    }

    @Override
    public Optional<Kept> fetch(String id) {
        return secret(id)
                .map(secret -> {
                    Long current = secret.getVersionAliasesMap().get(CURRENT);
                    return current == null
                            ? new Kept(new byte[0], secret.getEtag())
                            : new Kept(access(id, current), secret.getEtag());
                })
                .filter(kept -> kept.content().length > 0);
    }

    private Optional<Secret> secret(String id) {
        return call("read " + id, () -> {
            try {
                return Optional.of(client.getSecret(nameOf(id)));
            } catch (ApiException e) {
                if (GoogleAnswers.statusOf(e).equals("NOT_FOUND")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private byte[] access(String id, long version) {
        AccessSecretVersionResponse answer =
                call("read " + id, () -> client.accessSecretVersion(nameOf(id) + "/versions/" + version));
        var payload = answer.getPayload();
        byte[] content = payload.getData().toByteArray();
        if (content.length == 0
                || payload.hasDataCrc32C() && payload.getDataCrc32C() != GoogleAnswers.crc32c(content)) {
            throw new StoreFailed(Code.SYN0825, title() + " gives " + id + " back empty or changed on the way");
        }
        return content;
    }

    @Override
    public String put(String id, String name, byte[] content, Optional<String> expected) {
        var secret = secret(id);
        boolean isVisible =
                secret.filter(s -> s.containsVersionAliases(CURRENT)).isPresent();
        if (expected.isPresent() ? !secret.map(Secret::getEtag).equals(expected) : isVisible) {
            throw overtaken(name, new IOException("the etag is another one"));
        }
        var into = secret.orElseGet(() -> create(id, name));
        String made = call("write " + id, () -> client.addSecretVersion(nameOf(id), payload(content)))
                .getName();
        long version = Long.parseLong(made.substring(made.lastIndexOf('/') + 1));
        RemoteStore.requireSame(title(), id, content, access(id, version));
        String mark = point(id, name, into, version);
        tidy(id, into);
        return mark;
    }

    private Secret create(String id, String name) {
        var secret = Secret.newBuilder().setReplication(replication()).putAnnotations(FILE_NAME, name);
        return call("make " + id, () -> {
            try {
                return client.createSecret("projects/" + config.project(), id, secret.build());
            } catch (ApiException e) {
                throw GoogleAnswers.statusOf(e).equals("ALREADY_EXISTS") ? overtaken(name, e) : e;
            }
        });
    }

    private Replication replication() {
        var replication = Replication.newBuilder();
        if (config.locations().isEmpty()) {
            return replication
                    .setAutomatic(Replication.Automatic.getDefaultInstance())
                    .build();
        }
        var managed = Replication.UserManaged.newBuilder();
        config.locations().forEach(at -> managed.addReplicasBuilder().setLocation(at));
        return replication.setUserManaged(managed).build();
    }

    /// The moment a write takes effect.
    private String point(String id, String name, Secret from, long version) {
        var aliases =
                Secret.newBuilder().setName(nameOf(id)).setEtag(from.getEtag()).putVersionAliases(CURRENT, version);
        Optional.ofNullable(from.getVersionAliasesMap().get(CURRENT))
                .ifPresent(before -> aliases.putVersionAliases(PREVIOUS, before));
        return call("write " + id, () -> {
            try {
                return client.updateSecret(aliases.build(), ALIASES).getEtag();
            } catch (ApiException e) {
                throw Set.of("FAILED_PRECONDITION", "ABORTED").contains(GoogleAnswers.statusOf(e))
                        ? overtaken(name, e)
                        : e;
            }
        });
    }

    /// The write is done; a version that stays costs a little and is read by nobody.
    private void tidy(String id, Secret before) {
        Long old = before.getVersionAliasesMap().get(PREVIOUS);
        if (old != null) {
            try {
                client.destroySecretVersion(nameOf(id) + "/versions/" + old);
            } catch (ApiException e) {
                LOG.debug("version left behind: secret={} version={}", id, old);
            }
        }
    }

    private StoreFailed overtaken(String name, Throwable e) {
        return new StoreFailed(Code.SYN0824, name + " was changed by somebody else in " + title(), e);
    }

    @Override
    public void remove(String id) {
        var request = DeleteSecretRequest.newBuilder().setName(nameOf(id)).build();
        call("delete " + id, () -> {
            try {
                client.deleteSecret(request);
            } catch (ApiException e) {
                if (!GoogleAnswers.statusOf(e).equals("NOT_FOUND")) {
                    throw e;
                }
            }
            return true;
        });
    }

    @Override
    public List<Entry> list() {
        var request = ListSecretsRequest.newBuilder()
                .setParent("projects/" + config.project())
                .setFilter("name:" + prefix)
                .setPageSize(PAGE)
                .build();
        return call("list secrets", () -> {
            var found = new ArrayList<Entry>();
            for (Secret secret : client.listSecrets(request).iterateAll()) {
                String name = secret.getName();
                if (secret.containsVersionAliases(CURRENT)) {
                    found.add(new Entry(
                            name.substring(name.lastIndexOf('/') + 1),
                            Optional.ofNullable(secret.getAnnotationsMap().get(FILE_NAME))));
                }
                if (found.size() > RemoteStore.NAMES_MAX) {
                    return found;
                }
            }
            return found;
        });
    }

    private String nameOf(String id) {
        return "projects/" + config.project() + "/secrets/" + id;
    }

    private static SecretPayload payload(byte[] content) {
        return SecretPayload.newBuilder()
                .setData(ByteString.copyFrom(content))
                .setDataCrc32C(GoogleAnswers.crc32c(content))
                .build();
    }

    private <T> T call(String what, Supplier<T> supplier) {
        return GoogleAnswers.call(title() + " did not " + what, supplier);
    }

    @Override
    public void close() {
        client.close();
    }
}
