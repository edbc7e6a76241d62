package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.caller.Principal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 16, and "nOAuth" of row 8: addresses and display names are claims that others choose. Nobody is known by
/// one, whatever it says, and without the id nothing stands in for it.
final class NameSpoofTest {
    private static final List<String> NAMES = List.of("email", "upn", "preferred_username", "unique_name", "name");

    private static final List<String> SPOOFS = List.of(
            "admin@corp.example",
            "admin@corp.example@evil.example",
            "\"admin@corp.example\"@evil.example",
            "admin@corp.example,somebody@evil.example",
            "admin@corp.example\nsomebody@evil.example",
            "admin%40corp.example",
            "@corp.example",
            "ADMIN@CORP.EXAMPLE",
            "аdmin@corp.example",
            MeshOfTests.OID);

    @TestFactory
    Stream<DynamicTest> namesNameNobody() {
        var mesh = new MeshOfTests();
        var plain = new Principal.User("entra", MeshOfTests.TENANT, "00000000-0000-0000-0000-00000000beef");
        return NAMES.stream()
                .flatMap(name -> SPOOFS.stream()
                        .map(spoof -> DynamicTest.dynamicTest(name + " is " + spoof.replace('\n', ' '), () -> {
                            var draft =
                                    MeshOfTests.user().claim("oid", plain.id()).claim(name, spoof);
                            assertThat(mesh.verifier.read(draft.mint()))
                                    .isInstanceOfSatisfying(
                                            TokenReading.Verified.class,
                                            verified -> assertThat(
                                                            verified.token().principal())
                                                    .isEqualTo(plain));
                        })));
    }

    @TestFactory
    Stream<DynamicTest> withoutTheIdThereIsNobody() {
        var corpus = new Corpus();
        for (String name : NAMES) {
            corpus.malformed(
                    "no oid, but " + name,
                    MeshOfTests.user().claim(name, "admin@corp.example"),
                    draft -> draft.without("oid"));
        }
        return corpus.malformed(
                        "oid is empty, upn is not",
                        MeshOfTests.user().claim("upn", "admin@corp.example"),
                        draft -> draft.claim("oid", ""))
                .malformed(
                        "no sub, but email, Okta",
                        MeshOfTests.okta().claim("email", "admin@corp.example"),
                        draft -> draft.without("sub"))
                .malformed("no sub, but email, Access", MeshOfTests.access(), draft -> draft.without("sub"))
                .tests();
    }
}
