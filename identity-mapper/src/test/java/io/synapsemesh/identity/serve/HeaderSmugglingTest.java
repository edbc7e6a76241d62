package io.synapsemesh.identity.serve;

import static io.synapsemesh.identity.decide.DeskScene.CONTOSO;
import static io.synapsemesh.identity.decide.DeskScene.INJECTED;
import static io.synapsemesh.identity.decide.DeskScene.READ;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.synapsemesh.identity.decide.DeskScene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Class 10 of the pitfalls: a header that one reader takes for another's, or of which each takes another value. The
/// token is read from one name in one spelling; every other spelling of a header that names somebody is taken off.
final class HeaderSmugglingTest {
    private final Doors doors = new Doors(new DeskScene());

    private static AttributeContext.Builder with(AttributeContext.Builder attributes, String name, String value) {
        attributes.getRequestBuilder().getHttpBuilder().putHeaders(name, value);
        return attributes;
    }

    private CheckResponse ask(String token, String name, String value) {
        return doors.check(with(Doors.attributes(CONTOSO, DeskScene.WEB, token, "GET", READ), name, value));
    }

    /// Alone it proves nothing, beside alice's token it changes nothing, and in no case does it go on.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x_synapsemesh_token",
                "x-synapsemesh_token",
                "x_synapsemesh-token",
                "X-SynapseMesh-Token",
                "x.synapsemesh.token",
                "x-synapsemesh-token ",
                "x synapsemesh token",
                "x-synapsemesh-token-2",
                "x-synapsemesh-subject",
                "x_synapsemesh_principal",
                "X_Synapsemesh_Issuer",
                "x-synapsemesh-workspace",
                "x-synapsemesh-upstream-authorization",
                "x-forwarded-user",
                "x_forwarded_user",
                "x-forwarded-email",
                "X_Forwarded_Groups",
                "x-forwarded-access-token",
                "x-forwarded-client-cert",
                "x_forwarded_client_cert",
                "x-auth-request-user",
                "x_auth_request_email",
                "x-ms-client-principal",
                "x_ms_client_principal_id",
                "remote_user",
                "cf-access-jwt-assertion",
                "x-original-url",
                "x_original_url",
                "x-rewrite-url",
                "x-http-method-override",
                "x_http_method_override",
                "proxy-authorization"
            })
    void noOtherSpellingIsReadOrGoesOn(String name) {
        assertThat(Doors.word(ask("", name, "alice"), "reason")).isEqualTo("NoGrant");
        CheckResponse allowed = ask("alice", name, "nobody");
        assertThat(Doors.status(allowed)).isEqualTo(200);
        assertThat(allowed.getOkResponse().getHeadersToRemoveList())
                .as("what goes on")
                .isEqualTo(List.of(name));
    }

    /// The twins: what a client may send, and what the proxy itself has put there and takes off itself.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept",
                "content-type",
                "user-agent",
                "authorization",
                "x-ms-client-request-id",
                "x-ms-version",
                "cookie",
                "x-request-id",
                "traceparent",
                "x-synapsemesh-principal",
                "x-synapsemesh-issuer",
                "x-synapse-mesh",
                "x-custom_header"
            })
    void everythingElseIsLeftAlone(String name) {
        assertThat(ask("alice", name, "x").getOkResponse().getHeadersToRemoveList())
                .isEmpty();
    }

    /// Envoy joins lines of one name with a comma; the first is not "the" token.
    @ParameterizedTest
    @ValueSource(strings = {"alice,nobody", "alice, alice", "alice,", ",alice", " alice", "alice ", "Bearer alice"})
    void severalTokensAreNone(String value) {
        CheckResponse refused = ask(value, "accept", "x");
        assertThat(Doors.status(refused)).isEqualTo(401);
        assertThat(Doors.word(refused, "reason")).isEqualTo("TokenMalformed");
    }

    @Test
    void severalLinesOfRawHeadersAreOneValueToo() {
        var attributes = Doors.attributes(CONTOSO, DeskScene.WEB, "", "GET", READ);
        attributes
                .getRequestBuilder()
                .getHttpBuilder()
                .clearHeaders()
                .setHeaderMap(HeaderMap.newBuilder()
                        .addHeaders(raw("x-synapsemesh-token", "alice"))
                        .addHeaders(raw("x_synapsemesh_token", "nobody")));
        CheckResponse one = doors.check(attributes);
        assertThat(Doors.status(one)).isEqualTo(200);
        assertThat(one.getOkResponse().getHeadersToRemoveList()).containsExactly("x_synapsemesh_token");
        attributes
                .getRequestBuilder()
                .getHttpBuilder()
                .getHeaderMapBuilder()
                .addHeaders(raw("X-Synapsemesh-Token", "nobody"));
        assertThat(Doors.word(doors.check(attributes), "reason")).isEqualTo("TokenMalformed");
    }

    private static HeaderValue raw(String name, String value) {
        return HeaderValue.newBuilder()
                .setKey(name)
                .setRawValue(ByteString.copyFromUtf8(value))
                .build();
    }

    /// Where the caller's own Synapse token has `Authorization`, it is not ours to read; where the mesh brings one, the
    /// header of the other kind is not the token.
    @Test
    void theCredentialOfTheWorkspaceSaysWhichHeaderIsTheToken() {
        doors.scene.upstream = (_, _) -> DeskScene.synapseToken("synapse");
        assertThat(Doors.word(ask("", "authorization", "Bearer alice"), "reason"))
                .isEqualTo("NoGrant");
        var own = with(Doors.attributes(INJECTED, DeskScene.WEB, "", "GET", READ), "authorization", "Bearer alice");
        assertThat(Doors.word(doors.check(own), "reason")).isEqualTo("Granted");
        var other = Doors.attributes(INJECTED, DeskScene.WEB, "alice", "GET", READ);
        assertThat(Doors.word(doors.check(other), "reason")).isEqualTo("NoGrant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer alice, Bearer nobody", "Bearer  alice", "Bearer alice nobody", "Bearer "})
    void anOddBearerIsABadToken(String value) {
        var attributes = with(Doors.attributes(INJECTED, DeskScene.WEB, "", "GET", READ), "authorization", value);
        assertThat(Doors.word(doors.check(attributes), "reason")).isEqualTo("TokenMalformed");
    }

    /// As in the proxies: the carrier asks for itself, and what it may not is refused.
    @ParameterizedTest
    @ValueSource(strings = {"Basic alice", "bearer alice", "Negotiate x", "alice"})
    void anAuthorizationOfAnotherSchemeIsNoToken(String value) {
        var attributes = with(Doors.attributes(INJECTED, DeskScene.WEB, "", "GET", READ), "authorization", value);
        assertThat(Doors.word(doors.check(attributes), "reason")).isEqualTo("NoGrant");
    }

    @Test
    void whatAClientSaysOfItsAddressCountsForNothing() {
        for (String name : List.of("x-forwarded-for", "x-real-ip", "forwarded", "x-envoy-external-address")) {
            var attributes =
                    Doors.attributes(CONTOSO, DeskScene.WEB, "carl", "GET", READ, DeskScene.OUTSIDE.getHostAddress());
            assertThat(Doors.word(doors.check(with(attributes, name, "10.1.2.3")), "reason"))
                    .as(name)
                    .isEqualTo("SourceNotAllowed");
        }
        assertThat(Doors.word(doors.check(Doors.attributes(CONTOSO, DeskScene.WEB, "carl", "GET", READ)), "reason"))
                .isEqualTo("Granted");
    }
}
