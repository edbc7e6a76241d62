package io.synapsemesh.identity.exchange.adapter.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.identity.exchange.Authorities;
import io.synapsemesh.identity.exchange.ExchangeLimits;
import io.synapsemesh.identity.exchange.ExchangeListener;
import io.synapsemesh.identity.exchange.HeldTokens;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import io.synapsemesh.simulator.oidc.MachineIdentity;
import io.synapsemesh.simulator.oidc.TokenTrouble;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Neither we nor an SDK, at any level of logging, in any value printed, whatever the far side writes.
final class SecretsStaySecretTest {
    @TempDir
    private Path directory;

    @Test
    void noLogLineAndNoPrintedValueHoldsASecretOrAToken() {
        var secrets = new ArrayList<String>();
        var printed = new StringBuilder();
        try (var log = LogCapture.open();
                var tenant = new Tenant(directory)) {
            secrets.add(Tenant.SECRET);
            secrets.add(tenant.projectToken(Tenant.KUBERNETES_SUBJECT));
            var machine = new MachineIdentity("66666666-0000-0000-0000-00000000000a", "66666666-a", "/a");
            tenant.simulator.imds().userAssigned(machine);
            for (TokenTrouble trouble : troubles()) {
                tenant.endpoint.trouble(trouble);
                tenant.simulator.imds().trouble(trouble);
                for (TokenRequest request : requests(tenant, machine)) {
                    ask(tenant, request, secrets, printed);
                }
                ask(tenant, secrets, printed);
            }
            printed.append(log.text());
            // The log was really read: the SDKs do write, and what a hostile server wrote did not come through.
            assertThat(log.text()).contains("com.microsoft.aad.msal4j", "com.azure.identity");
            assertThat(log.text()).doesNotContain("level=ERROR forged");
        }
        assertThat(secrets).hasSizeGreaterThan(10);
        assertThat(printed.toString()).contains("[redacted]");
        assertThat(secrets).allSatisfy(secret -> {
            assertThat(printed).doesNotContain(secret);
            assertThat(printed).doesNotContain(secret.substring(secret.length() - 20));
        });
    }

    private static List<TokenTrouble> troubles() {
        return List.of(
                new TokenTrouble.None(),
                new TokenTrouble.Echo(),
                new TokenTrouble.Status(500),
                new TokenTrouble.Claim("aud", "https://graph.microsoft.com"),
                new TokenTrouble.NotAToken("line one\r\nline two"),
                new TokenTrouble.Html());
    }

    private static List<TokenRequest> requests(Tenant tenant, MachineIdentity machine) {
        return List.of(
                tenant.service(Tenant.secret()),
                tenant.service(new ClientProof.WorkloadIdentity()),
                tenant.exchange(tenant.alice(), Tenant.secret()),
                tenant.exchange(tenant.alice(), new ClientProof.WorkloadIdentity()),
                tenant.exchange(tenant.alice().without("scp"), Tenant.secret()),
                new TokenRequest.AsMachine(Optional.of(machine.clientId()), Tenant.RESOURCE));
    }

    private static void ask(Tenant tenant, TokenRequest request, List<String> secrets, StringBuilder printed) {
        if (request instanceof TokenRequest.OnBehalfOf user) {
            secrets.add(new String(user.assertion().open(), StandardCharsets.US_ASCII));
        }
        note(tenant.source.fetch(request), secrets, printed);
        printed.append(request).append(request.key());
    }

    /// The same through the whole, with a caller.
    private static void ask(Tenant tenant, List<String> secrets, StringBuilder printed) {
        var authorities = new Authorities(Optional.of(tenant.authority()));
        try (var held = new HeldTokens(
                tenant.source, authorities, Clock.systemUTC(), ExchangeLimits.STANDARD, ExchangeListener.NONE)) {
            var caller = tenant.meshToken(tenant.alice());
            secrets.add(new String(caller.compact().open(), StandardCharsets.US_ASCII));
            var credential = new UpstreamCredential.OnBehalfOf("entra", Tenant.MESH_APP, Tenant.secret());
            note(held.token(Tenant.workspace(credential), Optional.of(caller)), secrets, printed);
            printed.append(caller).append(held);
        }
    }

    private static void note(SynapseToken token, List<String> secrets, StringBuilder printed) {
        if (token instanceof SynapseToken.Token(var secret, var ignored)) {
            secrets.add(new String(secret.open(), StandardCharsets.US_ASCII));
        }
        printed.append(token);
    }
}
