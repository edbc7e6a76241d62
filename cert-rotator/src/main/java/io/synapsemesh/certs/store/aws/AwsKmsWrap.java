package io.synapsemesh.certs.store.aws;

import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.KeyWrap;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreHttp;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;

/// `Encrypt` and `Decrypt` of AWS KMS with a symmetric key, bound to an encryption context. KMS rotates the material
/// behind one key id by itself; what is kept as version is the key's id, so that an alias which was pointed at another
/// key since still opens with the key that wrapped.
public final class AwsKmsWrap implements KeyWrap {
    private static final Map<String, String> CONTEXT = Map.of("synapsemesh", "ca/kek");
    private static final Pattern ID = Pattern.compile("(?:arn:[^/]{1,200}:key/)?([0-9A-Za-z-]{1,64})");
    private static final Pattern ARN = Pattern.compile("(arn:.*:)(?:key|alias)/.*");
    private static final long ANSWER_BYTES_MAX = 64 * 1024;

    private final AwsKmsConfig config;
    private final KmsClient client;

    private AwsKmsWrap(AwsKmsConfig config, KmsClient client) {
        this.config = config;
        this.client = client;
    }

    public static KeyWrap open(AwsKmsConfig config, Clock clock) {
        return open(config, DefaultCredentialsProvider.builder().build(), clock);
    }

    static KeyWrap open(AwsKmsConfig config, AwsCredentialsProvider credentials, Clock clock) {
        var http = new StoreHttp(config.trust(), config.deadline(), ANSWER_BYTES_MAX, new Breaker(clock));
        var builder = KmsClient.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .httpClient(new BoundedAwsHttp(http))
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        config.endpoint().ifPresent(builder::endpointOverride);
        return new AwsKmsWrap(config, builder.build());
    }

    @Override
    public String title() {
        return "the key " + config.keyId() + " of AWS KMS in " + config.region();
    }

    @Override
    public Wrapped wrap(byte[] key) {
        return AwsAnswers.call(title() + " did not wrap", () -> {
            var answer = client.encrypt(
                    b -> b.keyId(config.keyId()).encryptionContext(CONTEXT).plaintext(SdkBytes.fromByteArray(key)));
            if (answer.ciphertextBlob() == null) {
                throw unusable();
            }
            return new Wrapped(id(answer.keyId()), answer.ciphertextBlob().asByteArray());
        });
    }

    @Override
    public byte[] unwrap(Wrapped wrapped) {
        return AwsAnswers.call(title() + " did not unwrap", () -> {
            var answer = client.decrypt(b -> b.keyId(named(wrapped.version()))
                    .encryptionContext(CONTEXT)
                    .ciphertextBlob(SdkBytes.fromByteArray(wrapped.bytes())));
            if (answer.plaintext() == null || !id(answer.keyId()).equals(wrapped.version())) {
                throw unusable();
            }
            return answer.plaintext().asByteArray();
        });
    }

    /// The key of that id in the account of the configured one.
    private String named(String id) {
        var account = ARN.matcher(config.keyId());
        return account.matches() ? account.group(1) + "key/" + id : id;
    }

    private String id(@Nullable String keyId) {
        var id = ID.matcher(keyId == null ? "" : keyId);
        if (!id.matches()) {
            throw unusable();
        }
        return id.group(1);
    }

    private StoreFailed unusable() {
        return new StoreFailed(Code.SYN0825, title() + " answered without a key or its id, or for another key");
    }

    @Override
    public void close() {
        client.close();
    }
}
