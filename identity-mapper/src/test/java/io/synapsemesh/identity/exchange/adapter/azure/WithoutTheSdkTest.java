package io.synapsemesh.identity.exchange.adapter.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.exchange.LazyTokenSource;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/// The image has no SDK of a vendor: everything but the fetch itself works without.
final class WithoutTheSdkTest {
    @Test
    void aMeshWithoutItSaysWhatToAdd() throws Exception {
        URL[] path = Stream.of(
                        WithoutTheSdk.class,
                        LazyTokenSource.class,
                        SecretBytes.class,
                        JSONObjectUtils.class,
                        Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .distinct()
                .toArray(URL[]::new);
        try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Object probe = loader.loadClass(WithoutTheSdk.class.getName())
                    .getConstructor()
                    .newInstance();
            assertThat(probe).isNotInstanceOf(WithoutTheSdk.class);
            assertThat((List<?>) ((Supplier<?>) probe).get())
                    .hasSize(2)
                    .allSatisfy(why -> assertThat(why)
                            .asString()
                            .contains("needs com.azure:azure-identity, which is not on the class path", "Fix:"));
        }
    }
}
