package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.simulator.oidc.TokenDraft;
import io.synapsemesh.simulator.oidc.TokenSignature;
import io.synapsemesh.simulator.synapse.Access;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the fake Synapse refuses by itself, and with which words.
final class SynapseAccessTest {
    private static final String ALICE = "22222222-2222-2222-2222-222222222222";
    private static final String GROUP = "33333333-3333-3333-3333-333333333333";

    private final Simulator simulator = Simulator.start(List.of("ws1"));
    private final Browser browser = new Browser(simulator);

    @AfterEach
    void close() {
        browser.close();
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://dev.azuresynapse.net/", "https://management.azure.com", "api://synapsemesh"})
    void refusesAnyOtherAudienceWithSynapsesOwnWords(String audience) throws Exception {
        var tenant = simulator.tenant();
        var reply = browser.get("ws1", "/workspace", tenant.mint(tenant.userV1(ALICE, audience)));
        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo(Wire.body("wrong-audience.json"));
    }

    @Test
    void acceptsTokensOfBothVersionsAndBothAlgorithms() throws Exception {
        var tenant = simulator.tenant();
        var v1 = tenant.synapse(ALICE);
        var v2 = tenant.userV2(ALICE, "https://dev.azuresynapse.net").signed(TokenSignature.ES256);
        assertThat(browser.get("ws1", "/workspace", tenant.mint(v1)).statusCode())
                .isEqualTo(200);
        assertThat(browser.get("ws1", "/workspace", tenant.mint(v2)).statusCode())
                .isEqualTo(200);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("unsigned", draft -> draft.signed(new TokenSignature.Unsigned())),
                bad("HMAC with the public key", draft -> draft.signed(new TokenSignature.HmacWithPublicKey())),
                bad("foreign key", draft -> draft.signed(new TokenSignature.ForeignKey())),
                bad("tampered", draft -> draft.signed(new TokenSignature.Tampered())),
                bad("unsigned inside a JWE", draft -> draft.signed(new TokenSignature.EncryptedUnsigned())),
                bad("unknown kid", draft -> draft.header("kid", "unknown")),
                bad("expired", draft -> draft.valid(Instant.EPOCH, Instant.EPOCH.plusSeconds(60))),
                bad("without expiry", draft -> draft.without("exp")),
                bad("other issuer", draft -> draft.claim("iss", "https://issuer.invalid/")),
                bad("without object id", draft -> draft.without("oid")),
                bad("no JSON", draft -> draft.rawClaims("not json")));
    }

    private static Arguments bad(String name, UnaryOperator<TokenDraft> change) {
        return Arguments.argumentSet(name, change);
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void refusesABadTokenUnwrapped(UnaryOperator<TokenDraft> change) throws Exception {
        var tenant = simulator.tenant();
        var reply = browser.get("ws1", "/workspace", tenant.mint(change.apply(tenant.synapse(ALICE))));
        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body())
                .startsWith("{\"code\":\"AuthenticationFailed\",\"message\":\"Token Authentication failed - ");
    }

    @Test
    void refusesARequestWithoutTokenEvenOnAnUnknownPath() throws Exception {
        assertThat(browser.send(browser.dev("ws1", "/no/such/path")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void answersAnybodyWhenOpen() throws Exception {
        simulator.access(new Access.Open());
        assertThat(browser.send(browser.dev("ws1", "/workspace")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void deniesVerbatimWhereNoRoleIsAssigned(int status) throws Exception {
        simulator.access(new Access.RoleBased(simulator.trust(), status));
        var reply = browser.get("ws1", "/workspace", simulator.synapseToken(ALICE));
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(Wire.body("denied-read.json"));
    }

    @Test
    void judgesAPoolByItsOwnAssignmentAndNotByItsSiblings() throws Exception {
        simulator.access(new Access.RoleBased(simulator.trust(), 403));
        simulator.workspace("ws1").state().assign("Synapse Compute Operator", GROUP, "Group", "bigDataPools/spark1");
        var tenant = simulator.tenant();
        String token = tenant.mint(tenant.synapse(ALICE).groups(List.of(GROUP)));
        assertThat(createSession("spark1", token)).isEqualTo(200);
        assertThat(createSession("SPARK1", token)).isEqualTo(200);
        assertThat(createSession("spark10", token)).isEqualTo(403);
        // Any assignment anywhere makes its holder a Synapse User of the workspace, and nothing more.
        assertThat(browser.get("ws1", "/workspace", token).statusCode()).isEqualTo(200);
        assertThat(browser.get("ws1", "/pipelines", token).statusCode()).isEqualTo(403);
    }

    private int createSession(String pool, String token) throws Exception {
        String target = "/livyApi/versions/2019-11-01-preview/sparkPools/" + pool + "/sessions";
        return browser.send("POST", "ws1", target, token, "{\"name\":\"s\"}").statusCode();
    }
}
