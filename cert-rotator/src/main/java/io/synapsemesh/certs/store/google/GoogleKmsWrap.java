package io.synapsemesh.certs.store.google;

import com.google.api.gax.core.CredentialsProvider;
import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.KeyWrap;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreHttp;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;

/// `encrypt` and `decrypt` of Google Cloud KMS with a symmetric key, the purpose authenticated with it. The service
/// finds the version that encrypted from the ciphertext itself; the one kept beside it is for people. Every way is
/// summed (CRC-32C), as the service's guideline asks: what was changed on the way is an error and never a key.
public final class GoogleKmsWrap implements KeyWrap {
    private static final byte[] PURPOSE = "synapsemesh ca/kek".getBytes(StandardCharsets.US_ASCII);
    private static final String VERSIONS = "/cryptoKeyVersions/";
    private static final long ANSWER_BYTES_MAX = 256 * 1024;

    private final GoogleKmsConfig config;
    private final KeyManagementServiceClient client;

    private GoogleKmsWrap(GoogleKmsConfig config, KeyManagementServiceClient client) {
        this.config = config;
        this.client = client;
    }

    public static KeyWrap open(GoogleKmsConfig config, Clock clock) {
        return open(
                config,
                KeyManagementServiceSettings.defaultCredentialsProviderBuilder().build(),
                clock);
    }

    static KeyWrap open(GoogleKmsConfig config, CredentialsProvider credentials, Clock clock) {
        var http = new StoreHttp(config.trust(), config.deadline(), ANSWER_BYTES_MAX, new Breaker(clock));
        try {
            var channel = KeyManagementServiceSettings.defaultHttpJsonTransportProviderBuilder()
                    .setHttpTransport(new BoundedGoogleHttp(http));
            config.endpoint().ifPresent(channel::setEndpoint);
            var settings = KeyManagementServiceSettings.newHttpJsonBuilder()
                    .setCredentialsProvider(credentials)
                    .setTransportChannelProvider(channel.build());
            config.endpoint().ifPresent(settings::setEndpoint);
            settings.applyToAllUnaryMethods(method -> {
                method.setRetryableCodes(Set.of()).setRetrySettings(GoogleAnswers.once(config.deadline()));
                return null;
            });
            return new GoogleKmsWrap(config, KeyManagementServiceClient.create(settings.build()));
        } catch (IOException e) {
            http.close();
            throw StoreHttp.failed("no identity for Google Cloud KMS", e);
        }
    }

    @Override
    public String title() {
        return "the key " + config.keyName() + " of Google Cloud KMS";
    }

    @Override
    public Wrapped wrap(byte[] key) {
        var request = EncryptRequest.newBuilder()
                .setName(config.keyName())
                .setPlaintext(ByteString.copyFrom(key))
                .setPlaintextCrc32C(sum(key))
                .setAdditionalAuthenticatedData(ByteString.copyFrom(PURPOSE))
                .setAdditionalAuthenticatedDataCrc32C(sum(PURPOSE))
                .build();
        EncryptResponse answer = GoogleAnswers.call(title() + " did not wrap", () -> client.encrypt(request));
        byte[] wrapped = answer.getCiphertext().toByteArray();
        String name = answer.getName();
        String version = name.startsWith(config.keyName() + VERSIONS)
                ? name.substring(config.keyName().length() + VERSIONS.length())
                : "";
        if (wrapped.length == 0
                || !version.matches("[0-9]{1,20}")
                || !answer.getVerifiedPlaintextCrc32C()
                || !answer.getVerifiedAdditionalAuthenticatedDataCrc32C()
                || !answer.getCiphertextCrc32C().equals(sum(wrapped))) {
            throw unusable();
        }
        return new Wrapped(version, wrapped);
    }

    @Override
    public byte[] unwrap(Wrapped wrapped) {
        var request = DecryptRequest.newBuilder()
                .setName(config.keyName())
                .setCiphertext(ByteString.copyFrom(wrapped.bytes()))
                .setCiphertextCrc32C(sum(wrapped.bytes()))
                .setAdditionalAuthenticatedData(ByteString.copyFrom(PURPOSE))
                .setAdditionalAuthenticatedDataCrc32C(sum(PURPOSE))
                .build();
        DecryptResponse answer = GoogleAnswers.call(title() + " did not unwrap", () -> client.decrypt(request));
        byte[] key = answer.getPlaintext().toByteArray();
        if (key.length == 0 || !answer.getPlaintextCrc32C().equals(sum(key))) {
            throw unusable();
        }
        return key;
    }

    private static Int64Value sum(byte[] content) {
        return Int64Value.of(GoogleAnswers.crc32c(content));
    }

    private StoreFailed unusable() {
        return new StoreFailed(
                Code.SYN0825, title() + " answered for another key, without a key, or changed on the way");
    }

    @Override
    public void close() {
        client.close();
    }
}
