package io.synapsemesh.e2e.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The arrows between modules, as ARCHITECTURE.md draws them, and the purity of `core`.
final class DependencyDirectionTest {

    private static final String OURS = "io.synapsemesh.";

    private static final Rooms MODULES = new Rooms(Map.of(
            OURS + "core", Set.of(),
            OURS + "documents", Set.of(OURS + "core"),
            OURS + "identity", Set.of(OURS + "core"),
            OURS + "certs", Set.of(OURS + "core"),
            OURS + "xds", Set.of(OURS + "core"),
            OURS + "controlplane",
                    Set.of(OURS + "core", OURS + "documents", OURS + "identity", OURS + "certs", OURS + "xds"),
            OURS + "simulator", Set.of(),
            // what stands in control-plane's Settings and signatures, and the bootstrap that `bootstrap` prints
            OURS + "demo",
                    Set.of(
                            OURS + "controlplane",
                            OURS + "simulator",
                            OURS + "core",
                            OURS + "documents",
                            OURS + "identity",
                            OURS + "xds")));

    /// Rendering and serving meet in the snapshot only: what is served can be tested without Envoy's resources, and
    /// what is rendered without a stream.
    private static final Rooms XDS = new Rooms(Map.of(
            OURS + "xds", Set.of(OURS + "xds.snapshot", OURS + "xds.render", OURS + "xds.serve"),
            OURS + "xds.snapshot", Set.of(),
            OURS + "xds.render", Set.of(OURS + "xds.snapshot"),
            OURS + "xds.serve", Set.of(OURS + "xds.snapshot")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.synapsemesh");

    @Test
    void seesEveryModule() {
        MODULES.mayUse()
                .keySet()
                .forEach(room -> assertThat(CLASSES.that(resideInAPackage(room + "..")))
                        .as(room)
                        .isNotEmpty());
    }

    @Test
    void modulesDependOnlyInTheDirectionOfTheTable() {
        classes().should(MODULES.areKept()).check(CLASSES);
    }

    @Test
    void servingAndRenderingMeetOnlyInTheSnapshot() {
        classes().that().resideInAPackage(OURS + "xds..").should(XDS.areKept()).check(CLASSES);
    }

    @Test
    void coreUsesNobodyButTheLanguageAndGuava() {
        classes()
                .that()
                .resideInAPackage(OURS + "core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "org.jspecify..", "com.google.common..", "javax.security.auth..", OURS + "core.."))
                .check(CLASSES);
    }

    @Test
    void coreDoesNoInputOrOutputAndKnowsNoClockOrChance() {
        var outside = resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..", "java.sql..")
                .or(assignableTo(InputStream.class))
                .or(assignableTo(Clock.class))
                .or(assignableTo(RandomGenerator.class))
                .or(assignableTo(ProcessBuilder.class))
                .or(assignableTo(Thread.class))
                .or(named("java.io.File", "java.io.Reader", "java.io.Writer", "java.io.OutputStream"))
                .or(named("java.net.Socket", "java.net.ServerSocket", "java.net.URL"));
        noClasses()
                .that()
                .resideInAPackage(OURS + "core..")
                .should()
                .dependOnClassesThat(outside)
                .orShould()
                .callMethodWhere(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
                .orShould()
                .callMethodWhere(target(owner(assignableTo(System.class)))
                        .and(target(member(
                                "a view of the environment or a clock",
                                "getenv",
                                "getProperty",
                                "currentTimeMillis",
                                "nanoTime"))))
                .orShould()
                .callMethodWhere(target(name("randomUUID")).or(target(name("random"))))
                .orShould()
                .callMethodWhere(target(owner(name("java.net.InetAddress")))
                        .and(target(member("a look-up of a name", "getByName", "getAllByName", "getLocalHost"))))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe(
                "one of " + String.join(", ", names), type -> Set.of(names).contains(type.getName()));
    }

    private static DescribedPredicate<HasName> member(String description, String... names) {
        return DescribedPredicate.describe(description, member -> Set.of(names).contains(member.getName()));
    }
}
