package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.policy.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Row 17: a token for Microsoft Graph is told to be one, with what to request instead; never a bad signature.
final class GraphTokenTest {
    @TestFactory
    Stream<DynamicTest> tokensForGraph() {
        var corpus = new Corpus();
        for (String graph : List.of(
                "https://graph.microsoft.com",
                "https://graph.microsoft.com/",
                "00000003-0000-0000-c000-000000000000",
                "https://graph.microsoft.us",
                "https://microsoftgraph.chinacloudapi.cn",
                "https://graph.windows.net",
                "00000002-0000-0000-c000-000000000000")) {
            corpus.refuses(
                    "aud " + graph, MeshOfTests.user(), draft -> draft.claim("aud", graph), Reason.TOKEN_FOR_MICROSOFT);
        }
        return corpus.refuses(
                        "nonce in the header, ours in aud",
                        MeshOfTests.user(),
                        draft -> draft.header("nonce", "GzYJ"),
                        Reason.TOKEN_FOR_MICROSOFT)
                .refuses(
                        "nonce in the header of a v1 token",
                        MeshOfTests.userV1(),
                        draft -> draft.header("nonce", "GzYJ"),
                        Reason.TOKEN_FOR_MICROSOFT)
                .refuses(
                        "nonce in the header, signed over its digest as Graph does",
                        MeshOfTests.user(),
                        draft -> draft.header("nonce", "GzYJ").signedBy(MeshOfTests.STRANGER),
                        Reason.TOKEN_FOR_MICROSOFT)
                .believes(
                        "nonce in the header of another issuer's",
                        MeshOfTests.job().header("nonce", "GzYJ"))
                .tests();
    }

    @Test
    void saysWhatToRequest() {
        var token =
                MeshOfTests.user().claim("aud", "https://graph.microsoft.com").mint();

        assertThat(new MeshOfTests().verifier.read(token))
                .isEqualTo(new TokenReading.Refused(
                        Reason.TOKEN_FOR_MICROSOFT,
                        "the token is for Microsoft Graph, and nobody else may accept it",
                        "Request scope api://synapsemesh/.default."));
    }
}
