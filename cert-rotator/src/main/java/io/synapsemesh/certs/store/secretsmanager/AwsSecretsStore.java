package io.synapsemesh.certs.store.secretsmanager;

import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.aws.AwsAnswers;
import io.synapsemesh.certs.store.aws.BoundedAwsHttp;
import io.synapsemesh.certs.store.remote.RemoteFolder;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.remote.StoreHttp;
import io.synapsemesh.certs.store.remote.StoreNames;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/// AWS Secrets Manager, by its staging labels: a new version is put as AWSPENDING, read back, and then AWSCURRENT is
/// moved to it from the version it replaces, which becomes AWSPREVIOUS. Moving names both, so the service itself
/// refuses
/// a writer that was overtaken. A crash before the move leaves AWSCURRENT where it was; the next write takes AWSPENDING
/// over.
///
/// Reads are eventually consistent, and a service that keeps about a hundred versions wants no more than one write in
/// ten minutes sustained: this is for CA material, not for leaves.
public final class AwsSecretsStore implements RemoteFolder {
    /// `SecretBinary`: 65,536 bytes.
    static final int CONTENT_BYTES_MAX = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AwsSecretsStore.class);
    private static final long ANSWER_BYTES_MAX = 1024 * 1024;
    private static final int NAME_MAX = 512;
    private static final int PAGE = 100;
    private static final String CURRENT = "AWSCURRENT";
    private static final String PENDING = "AWSPENDING";

    private final AwsSecretsConfig config;
    private final String prefix;
    private final SecretsManagerClient client;

    private AwsSecretsStore(AwsSecretsConfig config, String prefix, SecretsManagerClient client) {
        this.config = config;
        this.prefix = prefix;
        this.client = client;
    }

    public static RemoteStore open(AwsSecretsConfig config, String prefix, Clock clock) {
        return open(config, DefaultCredentialsProvider.builder().build(), prefix, clock);
    }

    static RemoteStore open(AwsSecretsConfig config, AwsCredentialsProvider credentials, String prefix, Clock clock) {
        var breaker = new Breaker(clock);
        var http = new StoreHttp(config.trust(), config.deadline(), ANSWER_BYTES_MAX, breaker);
        var builder = SecretsManagerClient.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .httpClient(new BoundedAwsHttp(http))
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        config.endpoint().ifPresent(builder::endpointOverride);
        return new RemoteStore(
                new AwsSecretsStore(config, prefix, builder.build()),
                new StoreNames(prefix, NAME_MAX),
                config.deadline(),
                breaker);
    }

    @Override
    public String title() {
        return "AWS Secrets Manager in " + config.region();
    }

    @Override
    public int contentBytesMax() {
        return CONTENT_BYTES_MAX;
    }

    @Override
    public Optional<Kept> fetch(String id) {
        return call("read " + id, () -> {
            try {
                return Optional.of(
                        kept(id, client.getSecretValue(b -> b.secretId(id).versionStage(CURRENT))));
            } catch (ResourceNotFoundException e) {
                requireAbsent(id);
                return Optional.empty();
            }
        });
    }

    /// The service gives the same error for a secret that has no current version.
    private void requireAbsent(String id) {
        try {
            client.describeSecret(b -> b.secretId(id));
        } catch (ResourceNotFoundException e) {
            return;
        }
        throw new StoreFailed(
                Code.SYN0825,
                title() + " has " + id + " without a version labelled " + CURRENT
                        + ". Fix: label one, or delete the secret.");
    }

    private Kept kept(String id, GetSecretValueResponse answer) {
        if (answer.secretBinary() == null || answer.versionId() == null) {
            throw new StoreFailed(Code.SYN0825, title() + " holds something else than ours under " + id);
        }
        return new Kept(answer.secretBinary().asByteArray(), answer.versionId());
    }

    @Override
    public String put(String id, String name, byte[] content, Optional<String> expected) {
        return expected.map(present -> replace(id, name, content, present)).orElseGet(() -> create(id, name, content));
    }

    private String create(String id, String name, byte[] content) {
        return call("write " + id, () -> {
            try {
                return client.createSecret(b -> b.name(id)
                                .clientRequestToken(UUID.randomUUID().toString())
                                .description("SynapseMesh, sealed: " + name)
                                .kmsKeyId(config.kmsKeyId().orElse(null))
                                .secretBinary(SdkBytes.fromByteArray(content)))
                        .versionId();
            } catch (ResourceExistsException e) {
                throw overtaken(name, e);
            }
        });
    }

    private String replace(String id, String name, byte[] content, String present) {
        return call("write " + id, () -> {
            try {
                String made = client.putSecretValue(b -> b.secretId(id)
                                .clientRequestToken(UUID.randomUUID().toString())
                                .secretBinary(SdkBytes.fromByteArray(content))
                                .versionStages(PENDING))
                        .versionId();
                var found = client.getSecretValue(
                        b -> b.secretId(id).versionId(made).versionStage(PENDING));
                RemoteStore.requireSame(title(), id, content, kept(id, found).content());
                client.updateSecretVersionStage(b -> b.secretId(id)
                        .versionStage(CURRENT)
                        .moveToVersionId(made)
                        .removeFromVersionId(present));
                tidy(id, made);
                return made;
            } catch (InvalidParameterException | ResourceNotFoundException e) {
                throw overtaken(name, e);
            }
        });
    }

    /// The write is done; a label that stays is moved by the next one.
    private void tidy(String id, String made) {
        try {
            client.updateSecretVersionStage(
                    b -> b.secretId(id).versionStage(PENDING).removeFromVersionId(made));
        } catch (SdkException e) {
            LOG.debug("label left behind: secret={} label={}", id, PENDING);
        }
    }

    private StoreFailed overtaken(String name, Throwable e) {
        return new StoreFailed(Code.SYN0824, name + " was changed by somebody else in " + title(), e);
    }

    /// At once: in a recovery window the name could not be written again.
    @Override
    public void remove(String id) {
        call("delete " + id, () -> {
            try {
                return client.deleteSecret(b -> b.secretId(id).forceDeleteWithoutRecovery(true));
            } catch (ResourceNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<Entry> list() {
        return call("list secrets", () -> {
            var found = new ArrayList<Entry>();
            @Nullable String next = null;
            do {
                String token = next;
                var page = client.listSecrets(b -> b.maxResults(PAGE)
                        .nextToken(token)
                        .filters(f -> f.key(FilterNameStringType.NAME).values(prefix)));
                page.secretList().forEach(secret -> found.add(new Entry(secret.name(), Optional.empty())));
                next = page.nextToken();
            } while (next != null && !next.isEmpty() && found.size() <= RemoteStore.NAMES_MAX);
            return found;
        });
    }

    private <T> T call(String what, Supplier<T> supplier) {
        return AwsAnswers.call(title() + " did not " + what, supplier);
    }

    @Override
    public void close() {
        client.close();
    }
}
