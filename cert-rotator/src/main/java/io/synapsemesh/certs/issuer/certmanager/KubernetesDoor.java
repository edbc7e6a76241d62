package io.synapsemesh.certs.issuer.certmanager;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.synapsemesh.certs.issuer.Breaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The Kubernetes client as an issuer may use it: no retries behind the caller's back (the library's own go on for
/// minutes), a time limit for each call, a size limit for each answer, and a breaker that hears `Retry-After`, which
/// the library's exceptions do not tell.
public final class KubernetesDoor implements Interceptor {
    private static final int TOO_MANY = 429;

    private final Breaker breaker;

    private final long bytesMax;

    private KubernetesDoor(Breaker breaker, long bytesMax) {
        this.breaker = breaker;
        this.bytesMax = bytesMax;
    }

    /// @param deadline of what the caller does; one call has half of it
    /// @param bytesMax of one answer
    public static KubernetesClient open(Config kubernetes, Duration deadline, long bytesMax, Breaker breaker) {
        int call = Math.toIntExact(Math.max(1, deadline.toMillis() / 2));
        var bounded = new ConfigBuilder(kubernetes)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(call)
                .withConnectionTimeout(call)
                .withWatchReconnectLimit(0)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(bounded)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(builder ->
                        builder.addOrReplaceInterceptor("synapsemesh", new KubernetesDoor(breaker, bytesMax)))
                .build();
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (response.code() == TOO_MANY || response.code() >= 500) {
            var asked = Optional.ofNullable(response.header("Retry-After"))
                    .filter(value -> value.matches("[0-9]{1,9}"))
                    .map(value -> Duration.ofSeconds(Long.parseLong(value)));
            breaker.hold(asked, "the API server answers " + response.code());
        }
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        var left = new AtomicLong(bytesMax);
        return (buffers, body) -> {
            long length = buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (left.addAndGet(-length) < 0) {
                body.cancel();
                throw new IOException("an answer larger than " + bytesMax + " bytes");
            }
            consumer.consume(buffers, body);
        };
    }
}
