package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/// What goes into the image is what stands on this module's classpath (tests add to it and take nothing away).
final class RuntimeClasspathTest {

    @Test
    void containsNoClassOfTheDemoOrTheSimulator() {
        assertThat(new ClassFileImporter().importPackages("io.synapsemesh.demo", "io.synapsemesh.simulator"))
                .isEmpty();
    }

    @Test
    void containsTheModulesItIsMadeOf() {
        assertThat(new ClassFileImporter().importPackages("io.synapsemesh.core", "io.synapsemesh.xds"))
                .isNotEmpty();
    }
}
