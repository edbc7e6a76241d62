package io.synapsemesh.e2e.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `docs/acceptance.md`: prose by hand, and between two marks what was measured.
final class AcceptancePage {
    private static final String BEGIN = "<!-- measured: begin -->\n";
    private static final String END = "<!-- measured: end -->\n";

    private AcceptancePage() {}

    /// Compares, or with `-Dsynapsemesh.golden=update` writes.
    static void publish(String measured) {
        var page = Path.of(System.getProperty("synapsemesh.root")).resolve("docs/acceptance.md");
        try {
            String text = Files.readString(page);
            int begin = text.indexOf(BEGIN) + BEGIN.length();
            int end = text.indexOf(END);
            assertThat(begin).as("the marks in %s", page).isBetween(BEGIN.length(), end);
            if ("update".equals(System.getProperty("synapsemesh.golden"))) {
                Files.writeString(page, text.substring(0, begin) + measured + text.substring(end));
                return;
            }
            assertThat(text.substring(begin, end))
                    .as(
                            "%s says something else than what was measured just now. If Envoy or Nginx changed, read what"
                                    + " that means, then: tools/mvn verify -pl e2e-tests -am -Dsynapsemesh.golden=update"
                                    + " -Dit.test=AcceptanceIT -Dsurefire.failIfNoSpecifiedTests=false"
                                    + " -Dfailsafe.failIfNoSpecifiedTests=false",
                            page)
                    .isEqualTo(measured);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write " + page, e);
        }
    }
}
