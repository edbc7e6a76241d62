package io.synapsemesh.xds.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VersionTest {
    /// Computed once and written down: another JVM, replica or restart gives the same text.
    @Test
    void equalContentHasAnEqualVersionInEveryJvm() {
        Resource resource = Resource.of("a", Cluster.newBuilder().setName("a").build());
        assertThat(resource.versionText()).isEqualTo("O56FzejBzTScFiV7e3DpDw");
    }

    @Test
    void theOrderInWhichAMapWasFilledDoesNotMatter() {
        List<String> keys = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g"));
        Version first = withMetadata(keys).version();
        Collections.reverse(keys);
        assertThat(withMetadata(keys).version()).isEqualTo(first);
    }

    @Test
    void nameTypeAndContentEachMakeAnotherVersion() {
        Version version =
                Resource.of("a", Cluster.newBuilder().setName("a").build()).version();
        assertThat(Resource.of("b", Cluster.newBuilder().setName("a").build()).version())
                .isNotEqualTo(version);
        assertThat(Resource.of("a", Listener.newBuilder().setName("a").build()).version())
                .isNotEqualTo(version);
        assertThat(Resource.of("a", Cluster.newBuilder().setName("b").build()).version())
                .isNotEqualTo(version);
    }

    @Test
    void aKeyIsNotInTheVersionAndTheChainIs() {
        assertThat(secret("chain", "key 1").version())
                .isEqualTo(secret("chain", "key 2").version());
        assertThat(secret("chain 2", "key 1").version())
                .isNotEqualTo(secret("chain", "key 1").version());
    }

    @Test
    void aSecretWithoutAPublicPartIsRefused() {
        Secret token = Secret.newBuilder()
                .setName("token")
                .setGenericSecret(GenericSecret.newBuilder().setSecret(data("x")))
                .build();
        assertThatThrownBy(() -> Resource.of("token", token)).hasMessageContaining("token");
    }

    @Test
    void theVersionOfASetFollowsItsMembers() {
        Version a = Version.of(TypeUrl.CLUSTER, "a", ByteBuffer.allocate(0));
        Version b = Version.of(TypeUrl.CLUSTER, "b", ByteBuffer.allocate(0));
        assertThat(Version.EMPTY.plus(a).plus(b))
                .isEqualTo(Version.EMPTY.plus(b).plus(a));
        assertThat(Version.EMPTY.plus(a).plus(b).minus(a)).isEqualTo(b);
        var top = new Version(0, -1);
        assertThat(top.plus(new Version(0, 1))).isEqualTo(new Version(1, 0));
        assertThat(new Version(1, 0).minus(new Version(0, 1))).isEqualTo(top);
    }

    @Test
    void theTextIsTwentyTwoCharacters() {
        assertThat(Version.EMPTY.text()).hasSize(22);
        assertThat(new Version(-1, -1).text()).matches("[A-Za-z0-9_-]{22}");
    }

    @Test
    void anOriginChangesNoVersionAndPrintingShowsNoContent() {
        assertThat(secret("chain", "THE-KEY").toString()).doesNotContain("THE-KEY");
    }

    private static Resource withMetadata(List<String> keys) {
        var struct = Struct.newBuilder();
        keys.forEach(key ->
                struct.putFields(key, Value.newBuilder().setStringValue(key).build()));
        return Resource.of(
                "a",
                Cluster.newBuilder()
                        .setName("a")
                        .setMetadata(Metadata.newBuilder().putFilterMetadata("m", struct.build()))
                        .build());
    }

    private static Resource secret(String chain, String key) {
        return Resource.of(
                "s",
                Secret.newBuilder()
                        .setName("s")
                        .setTlsCertificate(TlsCertificate.newBuilder()
                                .setCertificateChain(data(chain))
                                .setPrivateKey(data(key)))
                        .build());
    }

    private static DataSource data(String text) {
        return DataSource.newBuilder()
                .setInlineBytes(ByteString.copyFromUtf8(text))
                .build();
    }
}
