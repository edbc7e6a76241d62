package io.synapsemesh.identity.token;

import io.synapsemesh.core.policy.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 7: a right token of a right issuer, for somebody else (confused deputy).
final class AudienceConfusionTest {
    @TestFactory
    Stream<DynamicTest> audiencesOfOthers() {
        var corpus = new Corpus();
        for (String other : List.of(
                "api://payroll",
                "api://synapsemesh/",
                "api://synapsemesh/.default",
                "API://SYNAPSEMESH",
                "https://synapsemesh",
                "synapsemesh",
                " api://synapsemesh",
                "api://synapsemesh api://payroll",
                "api://synapsemesh2",
                "*",
                MeshOfTests.APP)) {
            corpus.refuses(
                    "aud " + other, MeshOfTests.user(), draft -> draft.claim("aud", other), Reason.WRONG_AUDIENCE);
        }
        return corpus.refuses(
                        "a list without ours",
                        MeshOfTests.okta().claim("aud", List.of("api://payroll", MeshOfTests.AUDIENCE)),
                        draft -> draft.claim("aud", List.of("api://payroll", "api://hr")),
                        Reason.WRONG_AUDIENCE)
                .refuses(
                        "another Access application",
                        MeshOfTests.access(),
                        draft -> draft.claim("aud", List.of("32eafc7626e974616deaf0dc3ce63d7bcbed58a2")),
                        Reason.WRONG_AUDIENCE)
                .refuses(
                        "the API server's own token",
                        MeshOfTests.cluster(),
                        draft -> draft.claim("aud", List.of(MeshOfTests.CLUSTER)),
                        Reason.WRONG_AUDIENCE)
                .refuses(
                        "a workload identity's token for Entra",
                        MeshOfTests.cluster(),
                        draft -> draft.claim("aud", List.of("api://AzureADTokenExchange")),
                        Reason.WRONG_AUDIENCE)
                .refuses(
                        "a job's token for its default audience",
                        MeshOfTests.job(),
                        draft -> draft.claim("aud", "https://github.com/corp"),
                        Reason.WRONG_AUDIENCE)
                .refuses(
                        "a JWT-SVID for another service",
                        MeshOfTests.svid(),
                        draft -> draft.claim("aud", List.of("spiffe://corp.example/ns/hr/sa/api")),
                        Reason.WRONG_AUDIENCE)
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> tokensForMicrosoft() {
        var corpus = new Corpus();
        for (String service : List.of(
                "https://dev.azuresynapse.net",
                "https://dev.azuresynapse.net/",
                "https://sql.azuresynapse.net",
                "https://dev.azuresynapse.usgovcloudapi.net",
                "https://management.azure.com/",
                "https://management.core.windows.net/",
                "797f4846-ba00-4fd7-ba43-dac1f8f63013",
                "https://database.windows.net/",
                "https://storage.azure.com/",
                "https://vault.azure.net")) {
            corpus.refuses(
                    "aud " + service,
                    MeshOfTests.user(),
                    draft -> draft.claim("aud", service),
                    Reason.TOKEN_FOR_MICROSOFT);
        }
        return corpus.refuses(
                        "Synapse's and ours in one list",
                        MeshOfTests.user().claim("aud", List.of(MeshOfTests.AUDIENCE)),
                        draft -> draft.claim("aud", List.of(MeshOfTests.AUDIENCE, "https://dev.azuresynapse.net")),
                        Reason.TOKEN_FOR_MICROSOFT)
                .tests();
    }
}
