package io.synapsemesh.identity.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceivedTokenTest {
    private static final Instant NOW = TestClock.START;
    private static final Instant END = NOW.plusSeconds(4500);
    private static final TokenRequest AS = new TokenRequest.AsClient(
            URI.create("https://login.example"),
            "tenant-1",
            "client-1",
            new ClientProof.WorkloadIdentity(),
            "https://dev.azuresynapse.net");

    @Test
    void aTokenThatCannotBeReadSaysNothingAndIsTaken() {
        for (String opaque : new String[] {"opaque", "a.b", "a.b.c.d.e", "AAECAwQ_-~+/==", "not.json.atall"}) {
            assertThat(judge(opaque))
                    .isInstanceOfSatisfying(
                            SynapseToken.Token.class,
                            token -> assertThat(token.expiresAt()).isEqualTo(END));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'aud':'https://dev.azuresynapse.net'}",
                "{'aud':'https://dev.azuresynapse.net/'}",
                "{'aud':['https://dev.azuresynapse.net']}",
                "{'aud':'https://dev.azuresynapse.net','appid':'CLIENT-1','tid':'TENANT-1'}",
                "{'aud':'https://dev.azuresynapse.net','azp':'client-1','exp':1795340000}"
            })
    void aTokenThatSaysWhatWasAskedForIsTaken(String claims) {
        assertThat(judge(jws(claims))).isInstanceOf(SynapseToken.Token.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'aud':null}",
                "{'aud':[]}",
                "{'aud':7}",
                "{'aud':'https://dev.azuresynapse.net//'}",
                "{'aud':'https://DEV.azuresynapse.net'}",
                "{'aud':'https://dev.azuresynapse.net.evil.example'}",
                "{'aud':['https://dev.azuresynapse.net','https://graph.microsoft.com']}",
                "{'aud':'https://dev.azuresynapse.net','appid':'client-2'}",
                "{'aud':'https://dev.azuresynapse.net','appid':null}",
                "{'aud':'https://dev.azuresynapse.net','appid':'client-1','azp':'client-2'}",
                "{'aud':'https://dev.azuresynapse.net','tid':'tenant-2'}",
                "{'aud':'https://dev.azuresynapse.net','tid':['tenant-1']}",
                "{'aud':'https://dev.azuresynapse.net','exp':-1}",
                "{'aud':'https://dev.azuresynapse.net','exp':1000000000}"
            })
    void aTokenThatContradictsItIsNot(String claims) {
        assertThat(judge(jws(claims))).isInstanceOf(SynapseToken.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "a\r\nx: y", "a\u0000", "tökën", "<html>", "=", "a=b"})
    void whatCouldEndAHeaderIsNoToken(String text) {
        assertThat(judge(text)).isInstanceOf(SynapseToken.Unavailable.class);
    }

    @Test
    void theEarliestEndCounts() {
        String early = jws("{'aud':'https://dev.azuresynapse.net','exp':"
                + NOW.plusSeconds(600).getEpochSecond() + "}");
        assertThat(judge(early))
                .isInstanceOfSatisfying(
                        SynapseToken.Token.class,
                        token -> assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(600)));
        assertThat(ReceivedToken.judge("opaque", NOW.plus(Duration.ofDays(365)), AS, NOW))
                .isInstanceOfSatisfying(
                        SynapseToken.Token.class,
                        token -> assertThat(token.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(28))));
        assertThat(ReceivedToken.judge("opaque", NOW.plusSeconds(10), AS, NOW))
                .isInstanceOf(SynapseToken.Unavailable.class);
    }

    @Test
    void theSystemAssignedIdentityMayBeAnyClient() {
        var machine = new TokenRequest.AsMachine(Optional.empty(), "https://dev.azuresynapse.net");
        String token = jws("{'aud':'https://dev.azuresynapse.net','appid':'whoever'}");
        assertThat(ReceivedToken.judge(token, END, machine, NOW)).isInstanceOf(SynapseToken.Token.class);
    }

    private static SynapseToken judge(String text) {
        return ReceivedToken.judge(text, END, AS, NOW);
    }

    private static String jws(String claims) {
        return Base64URL.encode("{\"alg\":\"RS256\"}") + "." + Base64URL.encode(claims.replace('\'', '"')) + ".c2ln";
    }
}
