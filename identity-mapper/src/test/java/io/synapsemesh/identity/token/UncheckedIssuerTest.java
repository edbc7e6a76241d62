package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.policy.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Row 4 (CVE-2026-22748): issuer, audience and end are checked always, and believing nobody is believing nobody.
final class UncheckedIssuerTest {
    @Test
    void aVerifierWithoutProvidersBelievesNobody() {
        var mesh = new MeshOfTests();
        mesh.verifier.believe(List.of());

        assertThat(mesh.verifier.read(MeshOfTests.user().mint()))
                .isInstanceOfSatisfying(
                        TokenReading.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.WRONG_ISSUER));
    }

    @TestFactory
    Stream<DynamicTest> issuers() {
        var corpus = new Corpus()
                .refuses("no iss", MeshOfTests.user(), draft -> draft.without("iss"), Reason.WRONG_ISSUER)
                .refuses("iss is empty", MeshOfTests.user(), draft -> draft.claim("iss", ""), Reason.WRONG_ISSUER);
        for (String wrong : List.of(
                "https://evil.example/",
                MeshOfTests.ENTRA_V2 + "/",
                MeshOfTests.ENTRA_V2 + " ",
                MeshOfTests.ENTRA_V2 + "?a=b",
                MeshOfTests.ENTRA_V2 + "#",
                "http" + MeshOfTests.ENTRA_V2.substring(5),
                "HTTPS" + MeshOfTests.ENTRA_V2.substring(5),
                "https://login.microsoftonline.com.evil.example/" + MeshOfTests.TENANT + "/v2.0",
                "https://evil.example/" + MeshOfTests.ENTRA_V2,
                "https://login.microsoftonline.com/{tenantid}/v2.0",
                "https://login.microsoftonline.com/common/v2.0",
                MeshOfTests.TENANT)) {
            corpus.refuses("iss " + wrong, MeshOfTests.user(), draft -> draft.claim("iss", wrong), Reason.WRONG_ISSUER);
        }
        return corpus.refuses("no iss from a CI", MeshOfTests.job(), draft -> draft.without("iss"), Reason.WRONG_ISSUER)
                .refuses(
                        "the cluster's iss of another cluster",
                        MeshOfTests.cluster(),
                        draft -> draft.claim("iss", "https://kubernetes.default.svc"),
                        Reason.WRONG_ISSUER)
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> timesOfTheirOwn() {
        long now = MeshOfTests.NOW_SECONDS;
        return new Corpus()
                .malformed("no exp", MeshOfTests.user(), draft -> draft.without("exp"))
                .malformed("no exp in a JWT-SVID", MeshOfTests.svid(), draft -> draft.without("exp"))
                .malformed(
                        "no exp from a cluster (a legacy token)", MeshOfTests.cluster(), draft -> draft.without("exp"))
                .refuses(
                        "over since 61 seconds",
                        MeshOfTests.user().claim("exp", now - 60),
                        draft -> draft.claim("exp", now - 61),
                        Reason.TOKEN_EXPIRED)
                .refuses("over since years", MeshOfTests.user(), draft -> draft.claim("exp", 0), Reason.TOKEN_EXPIRED)
                .refuses(
                        "valid in 61 seconds",
                        MeshOfTests.user().claim("nbf", now + 60),
                        draft -> draft.claim("nbf", now + 61),
                        Reason.TOKEN_NOT_YET_VALID)
                .refuses(
                        "a JWT-SVID that is over",
                        MeshOfTests.svid().claim("exp", now - 60),
                        draft -> draft.claim("exp", now - 61),
                        Reason.TOKEN_EXPIRED)
                .believes("without nbf and iat", MeshOfTests.user().without("nbf", "iat"))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> audiences() {
        return new Corpus()
                .refuses("no aud", MeshOfTests.user(), draft -> draft.without("aud"), Reason.WRONG_AUDIENCE)
                .refuses(
                        "aud is an empty list",
                        MeshOfTests.user(),
                        draft -> draft.claim("aud", List.of()),
                        Reason.WRONG_AUDIENCE)
                .refuses("aud is empty", MeshOfTests.user(), draft -> draft.claim("aud", ""), Reason.WRONG_AUDIENCE)
                .refuses(
                        "no aud in a JWT-SVID",
                        MeshOfTests.svid(),
                        draft -> draft.without("aud"),
                        Reason.WRONG_AUDIENCE)
                .refuses(
                        "no aud from Access",
                        MeshOfTests.access(),
                        draft -> draft.without("aud"),
                        Reason.WRONG_AUDIENCE)
                .tests();
    }
}
