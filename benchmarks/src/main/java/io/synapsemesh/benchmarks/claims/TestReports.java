package io.synapsemesh.benchmarks.claims;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The reports that Surefire and Failsafe left in the modules: which tests ran and passed.
final class TestReports {

    /// @param passed methods that ran and did not fail
    private record Report(boolean whole, Set<String> passed) {}

    private final Map<String, Report> byName;

    private TestReports(Map<String, Report> byName) {
        this.byName = byName;
    }

    static TestReports in(Path root) {
        var reports = new HashMap<String, Report>();
        try (var modules = Files.newDirectoryStream(root)) {
            for (var module : modules) {
                for (var kind : List.of("surefire-reports", "failsafe-reports")) {
                    var folder = module.resolve("target").resolve(kind);
                    if (Files.isDirectory(folder)) {
                        readAll(folder, reports);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
        return new TestReports(Map.copyOf(reports));
    }

    /// Why a proof does not hold; empty when it does.
    ///
    /// @param proof `Class` or `Class#method`; the class by its full name where two share the simple one
    Optional<String> objection(String proof) {
        var hash = proof.indexOf('#');
        var type = hash < 0 ? proof : proof.substring(0, hash);
        var report = byName.get(type);
        if (report == null) {
            return Optional.of("test " + type + " does not exist or did not run");
        }
        if (hash < 0) {
            return report.whole() ? Optional.empty() : Optional.of("test " + type + " did not pass as a whole");
        }
        return report.passed().contains(proof.substring(hash + 1))
                ? Optional.empty()
                : Optional.of("no test " + proof + " ran and passed");
    }

    private static void readAll(Path folder, Map<String, Report> reports) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
            for (var file : files) {
                var name = file.getFileName().toString().replaceFirst("^TEST-(.*)\\.xml$", "$1");
                var report = read(file);
                reports.put(name, report);
                // Two classes of one simple name prove nothing by it; they are told apart by their full names.
                reports.merge(name.substring(name.lastIndexOf('.') + 1), report, (_, _) -> new Report(false, Set.of()));
            }
        }
    }

    private static Report read(Path file) throws IOException {
        var passed = new HashSet<String>();
        var whole = true;
        var xml = XMLInputFactory.newDefaultFactory();
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (var in = Files.newInputStream(file)) {
            var reader = xml.createXMLStreamReader(in);
            var method = "";
            while (reader.hasNext()) {
                if (reader.next() != XMLStreamReader.START_ELEMENT) {
                    continue;
                }
                switch (reader.getLocalName()) {
                    case "testcase" -> {
                        method = String.valueOf(reader.getAttributeValue(null, "name"))
                                .replaceFirst("[({\\[].*", "");
                        passed.add(method);
                    }
                    case "failure", "error", "skipped" -> {
                        passed.remove(method);
                        whole = false;
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("not a test report: " + file, e);
        }
        return new Report(whole && !passed.isEmpty(), Set.copyOf(passed));
    }
}
