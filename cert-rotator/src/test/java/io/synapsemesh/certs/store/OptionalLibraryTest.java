package io.synapsemesh.certs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

final class OptionalLibraryTest {
    private static final List<String> VENDORS = List.of(
            "/com/azure/",
            "/software/amazon/",
            "/com/google/cloud/",
            "/com/google/api/",
            "/com/google/auth/",
            "/io/fabric8/",
            "/org/shredzone/");

    /// Not a NoClassDefFoundError in the middle of something else, but one message that names the artifact.
    @Test
    @SuppressWarnings("unchecked") // the class is another loader's, its List the platform's
    void withoutItsSdkEachStoreSaysWhichOneToAdd() throws Exception {
        try (var bare = new URLClassLoader(withoutVendors(), ClassLoader.getPlatformClassLoader())) {
            var type = bare.loadClass("io.synapsemesh.certs.store.MissingLibraries");
            var run = (Callable<List<String>>) type.getConstructor().newInstance();
            assertThat(run.call())
                    .hasSize(11)
                    .allSatisfy(said -> assertThat(said)
                            .startsWith("io.synapsemesh.certs.store.StoreFailed: SYN0826: ")
                            .contains("which is not on the class path. Fix: "))
                    .satisfies(said -> assertThat(said.get(0)).contains("com.azure:azure-security-keyvault-secrets"))
                    .satisfies(said -> assertThat(said.get(1)).contains("software.amazon.awssdk:secretsmanager"))
                    .satisfies(said -> assertThat(said.get(2)).contains("com.google.cloud:google-cloud-secretmanager"))
                    .satisfies(said -> assertThat(said.get(3)).contains("io.fabric8:kubernetes-client"))
                    .satisfies(said -> assertThat(said.get(5)).contains("com.azure:azure-security-keyvault-keys"))
                    .satisfies(said -> assertThat(said.get(6)).contains("software.amazon.awssdk:kms"))
                    .satisfies(said -> assertThat(said.get(7)).contains("com.google.cloud:google-cloud-kms"))
                    .satisfies(said -> assertThat(said.get(8)).contains("io.fabric8:kubernetes-client"))
                    .satisfies(said -> assertThat(said.get(9)).contains("io.fabric8:kubernetes-client"))
                    .satisfies(said -> assertThat(said.get(10)).contains("org.shredzone.acme4j:acme4j-client"));
        }
    }

    private static URL[] withoutVendors() {
        if (OptionalLibraryTest.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .filter(entry -> VENDORS.stream().noneMatch(entry.getPath()::contains))
                    .toArray(URL[]::new);
        }
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .filter(entry -> VENDORS.stream().noneMatch(entry::contains))
                .map(OptionalLibraryTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
