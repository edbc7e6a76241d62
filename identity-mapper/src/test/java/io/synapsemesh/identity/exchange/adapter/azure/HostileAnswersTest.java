package io.synapsemesh.identity.exchange.adapter.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import io.synapsemesh.simulator.oidc.MachineIdentity;
import io.synapsemesh.simulator.oidc.TokenTrouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the far side does, there is no token; and right after it there is one again.
final class HostileAnswersTest {
    private static final MachineIdentity MACHINE =
            new MachineIdentity("66666666-0000-0000-0000-00000000000b", "66666666-b", "/b");
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private record Case(String name, TokenTrouble trouble, String says) {}

    private static Stream<Case> everywhere() {
        return Stream.of(
                new Case("an HTML page", new TokenTrouble.Html(), "that is not JSON"),
                new Case(
                        "a redirect",
                        new TokenTrouble.Redirect(URI.create("https://example.invalid/")),
                        "not followed"),
                new Case("a huge body", new TokenTrouble.Oversized(1024 * 1024), ""),
                new Case(
                        "a token for another resource",
                        claim("aud", "https://graph.microsoft.com"),
                        "another resource"),
                new Case(
                        "a token for two resources",
                        claim("aud", List.of(Tenant.RESOURCE, "https://graph.microsoft.com")),
                        "another resource"),
                new Case("a token without a resource", claim("aud", Map.of("x", 1)), "another resource"),
                new Case(
                        "another app's token", claim("appid", "00000000-0000-0000-0000-000000000000"), "another appid"),
                new Case("an old token", claim("exp", 1_000_000), "our clock says"),
                new Case("a header in a token", new TokenTrouble.NotAToken("a\r\nx-ms-evil: 1"), "no bearer token"),
                new Case("a long token", new TokenTrouble.NotAToken("a".repeat(20_000)), "no bearer token"),
                new Case("a token with no life", new TokenTrouble.Lifetime(0), "our clock says"),
                new Case("no answer", new TokenTrouble.Dropped(), ""),
                new Case("a failure", new TokenTrouble.Status(500), "500"),
                new Case("an echo", new TokenTrouble.Echo(), "400 invalid_request"));
    }

    private static TokenTrouble claim(String name, Object value) {
        return new TokenTrouble.Claim(name, value);
    }

    @TestFactory
    Stream<DynamicTest> noTokenAndThenOneAgain() {
        var tenant = new Tenant(directory);
        tenant.simulator.imds().userAssigned(MACHINE);
        return requests(tenant).stream()
                .flatMap(request -> everywhere().map(one -> test(tenant, request, one)))
                .onClose(tenant::close);
    }

    private static List<TokenRequest> requests(Tenant tenant) {
        return List.of(
                tenant.service(Tenant.secret()),
                tenant.exchange(tenant.alice(), Tenant.secret()),
                new TokenRequest.AsMachine(Optional.of(MACHINE.clientId()), Tenant.RESOURCE));
    }

    private static DynamicTest test(Tenant tenant, TokenRequest request, Case one) {
        return DynamicTest.dynamicTest(request.kind() + ": " + one.name(), () -> {
            trouble(tenant, one.trouble());
            assertThat(tenant.source.fetch(request))
                    .isInstanceOfSatisfying(
                            SynapseToken.Unavailable.class,
                            none -> assertThat(none.why()).contains(one.says()));
            trouble(tenant, new TokenTrouble.None());
            assertThat(tenant.source.fetch(request)).isInstanceOf(SynapseToken.Token.class);
        });
    }

    private static void trouble(Tenant tenant, TokenTrouble trouble) {
        tenant.endpoint.trouble(trouble);
        tenant.simulator.imds().trouble(trouble);
    }

    @Test
    void anotherUsersOrTenantsTokenIsNotGivenToThisUser() {
        try (var tenant = new Tenant(directory)) {
            var request = tenant.exchange(tenant.alice(), Tenant.secret());
            for (String claim : List.of("oid", "tid")) {
                tenant.endpoint.trouble(claim(claim, "88888888-8888-8888-8888-888888888888"));
                assertThat(tenant.source.fetch(request))
                        .isInstanceOfSatisfying(
                                SynapseToken.Unavailable.class,
                                none -> assertThat(none.why()).contains("another " + claim));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example.evil.invalid/t/oauth2/v2.0/token",
                "https://evil.invalid/login.example/token",
                "https://login.example:8443/token",
                "https://login.example@evil.invalid/token",
                "http://login.example/token",
                "http://169.254.169.254/metadata/identity/oauth2/token"
            })
    void anSdkThatWantsToGoElsewhereIsStopped(String elsewhere) {
        try (var tenant = new Tenant(directory);
                var wire = new BoundedWire(tenant.trust(), DEADLINE)) {
            var line = new Line(wire, URI.create("https://login.example"), tenant.authority());
            assertThatThrownBy(() -> line.exchange(URI.create(elsewhere), "POST", Map.of(), new byte[] {1}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not asked");
            assertThat(line.failure()).isPresent();
            assertThat(tenant.simulator.oidc().requests().total()).isZero();
        }
    }

    @Test
    void aRedirectToTheMetadataServiceReachesNobody() {
        try (var tenant = new Tenant(directory)) {
            tenant.simulator.imds().userAssigned(MACHINE);
            tenant.endpoint.trouble(
                    new TokenTrouble.Redirect(URI.create(tenant.simulator.imds().uri()
                            + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + Tenant.RESOURCE)));
            assertThat(tenant.source.fetch(tenant.service(Tenant.secret())))
                    .isInstanceOf(SynapseToken.Unavailable.class);
            assertThat(tenant.simulator.imds().requests().total()).isZero();
        }
    }

    @Test
    void aLongerLifeThanTheTokensOwnIsNotBelieved() {
        try (var tenant = new Tenant(directory)) {
            tenant.endpoint.trouble(new TokenTrouble.Lifetime(10L * 365 * 24 * 3600));
            assertThat(tenant.source.fetch(tenant.service(Tenant.secret())))
                    .isInstanceOfSatisfying(
                            SynapseToken.Token.class,
                            token -> assertThat(token.expiresAt())
                                    .isBefore(Instant.now().plusSeconds(4600)));
        }
    }

    @Test
    void aSlowAnswerIsNotWaitedFor() {
        try (var tenant = new Tenant(directory, DEADLINE)) {
            tenant.simulator.imds().userAssigned(MACHINE);
            trouble(tenant, new TokenTrouble.Slow(Duration.ofMinutes(5)));
            Instant start = Instant.now();
            assertThat(requests(tenant))
                    .allSatisfy(request -> assertThat(tenant.source.fetch(request))
                            .isInstanceOfSatisfying(
                                    SynapseToken.Unavailable.class,
                                    none -> assertThat(none.why()).contains("no whole answer within")));
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void theTimeTheServiceNamesIsHeard() {
        try (var tenant = new Tenant(directory)) {
            tenant.simulator.imds().userAssigned(MACHINE);
            var throttled = new TokenTrouble.Status(429, Optional.of(Duration.ofSeconds(17)));
            tenant.endpoint.trouble(throttled);
            tenant.simulator.imds().trouble(throttled);
            for (TokenRequest request : requests(tenant)) {
                assertThat(tenant.source.fetch(request))
                        .isInstanceOfSatisfying(
                                SynapseToken.Unavailable.class,
                                none -> assertThat(none.retryAfter()).isEqualTo(Duration.ofSeconds(17)));
            }
        }
    }
}
