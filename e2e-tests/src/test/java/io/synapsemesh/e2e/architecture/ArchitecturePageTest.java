package io.synapsemesh.e2e.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.e2e.architecture.NamedPlaces.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages for people stay true: what they name exists; every module stands in ARCHITECTURE.md, which can be read in one
/// sitting.
final class ArchitecturePageTest {

    private static final Path ROOT = Path.of(System.getProperty("synapsemesh.root"));
    private static final int LINES_MAX = 150;
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"})
    void everythingThePageNamesExists(String page) throws IOException {
        var places = NamedPlaces.in(Files.readString(ROOT.resolve(page)));
        assertThat(places).as("the page names places").hasSizeGreaterThan(10);
        var sources = sources();
        assertThat(places.stream().filter(place -> !exists(place, sources)))
                .as("named in %s, but not there", page)
                .isEmpty();
    }

    @Test
    void everyModuleStandsInTheArchitecturePage() throws IOException {
        var modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(found -> "`" + found.group(1) + "`")
                .toList();
        assertThat(modules).isNotEmpty();
        assertThat(page()).contains(modules);
    }

    @Test
    void architecturePageCanBeReadInOneSitting() throws IOException {
        assertThat(page().lines().count()).isLessThanOrEqualTo(LINES_MAX);
    }

    @Test
    void findsPathsPackagesTypesAndLinksAndNothingElse() {
        assertThat(
                        NamedPlaces.in(
                                "`core/pom.xml`, `io.synapsemesh.core`, `SpiffeId.parse`, [x](docs/a.md#b), `README.md`,"
                                        + " `docs/adr/`, `make demo`, `/livez`, `--json`, `15010`, `ADS`, [y](https://example.com)"))
                .containsExactly(
                        new Place.File("core/pom.xml"),
                        new Place.Qualified("io.synapsemesh.core"),
                        new Place.Simple("SpiffeId"),
                        new Place.File("README.md"),
                        new Place.File("docs/adr/"),
                        new Place.File("docs/a.md"));
    }

    private static boolean exists(Place place, Set<String> sources) {
        return switch (place) {
            case Place.File(var path) ->
                Files.exists(ROOT.resolve(path)) || sources.stream().anyMatch(source -> source.endsWith("/" + path));
            case Place.Qualified(var name) -> {
                var folder = "/java/" + name.replace('.', '/');
                yield sources.stream()
                        .anyMatch(source -> source.contains(folder + "/") || source.endsWith(folder + ".java"));
            }
            case Place.Simple(var name) ->
                Files.exists(ROOT.resolve(name))
                        || sources.stream().anyMatch(source -> source.endsWith("/" + name + ".java"));
        };
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("ARCHITECTURE.md"));
    }

    /// Every Java source of every module, relative to the root.
    private static Set<String> sources() throws IOException {
        try (var modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(ArchitecturePageTest::javaFiles)
                    .map(file -> ROOT.relativize(file).toString())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }
}
