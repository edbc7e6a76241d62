package io.synapsemesh.core;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// The module is pure: equal input, equal output, on any machine and at any time.
@AnalyzeClasses(packages = "io.synapsemesh.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class CorePurityTest {
    private static final DescribedPredicate<JavaClass> ADDRESS =
            type(InetAddress.class).or(type(Inet4Address.class)).or(type(Inet6Address.class));

    @ArchTest
    static final ArchRule DEPENDS_ON_LITTLE = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "io.synapsemesh.core..",
                            "com.google.common..",
                            "com.google.errorprone.annotations..",
                            "org.jspecify..",
                            "java.lang",
                            "java.lang.annotation",
                            "java.lang.invoke",
                            "java.lang.runtime",
                            "java.math",
                            "java.nio.charset",
                            "java.security",
                            "java.time",
                            "java.util",
                            "java.util.function",
                            "java.util.regex",
                            "java.util.stream",
                            "javax.security.auth")
                    .or(ADDRESS)
                    .or(DescribedPredicate.describe(
                            "are arrays of primitives",
                            c -> c.getBaseComponentType().isPrimitive())));

    @ArchTest
    static final ArchRule READS_NO_CLOCK_CHANCE_OR_ENVIRONMENT = noClasses()
            .should()
            .callMethodWhere(target(HasOwner.Predicates.With.owner(type(System.class)))
                    .and(target(nameMatching("getenv|getProperty|currentTimeMillis|nanoTime|exit|load|console"))))
            .orShould()
            .callMethodWhere(target(HasOwner.Predicates.With.owner(resideInAnyPackage("java.time")))
                    .and(target(nameMatching("now|system.*"))))
            .orShould()
            .callMethodWhere(target(nameMatching("randomUUID|getLocalHost|getByName|getAllByName|isReachable|random")))
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|SplittableRandom|Timer|ServiceLoader)"
                    + "|java\\.security\\.SecureRandom|java\\.lang\\.(Thread|Process|ProcessBuilder|Runtime)");
}
