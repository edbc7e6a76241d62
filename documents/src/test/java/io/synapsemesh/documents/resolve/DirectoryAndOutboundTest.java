package io.synapsemesh.documents.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.model.Outbound;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.core.secret.SecretEntry;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What documents say about directories and ways out of Synapse arrives in the model.
final class DirectoryAndOutboundTest {
    private static final String PROVIDER = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: %s}
            spec: {type: %s, issuer: "%s", audiences: [mesh], groups: {overage: %s}, directory: %s}
            """;
    private static final String ENTRA = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0";

    @Test
    void graphIsAskedWithTheWorkloadIdentityThatTheDocumentNames() {
        String credential = "{workloadIdentity: {clientId: AAAAAAAA-0000-0000-0000-000000000001}}";
        assertThat(provider("entra", "EntraId", ENTRA, "MicrosoftGraph", credential))
                .contains(new Provider.Directory(
                        Provider.Directory.Kind.MICROSOFT_GRAPH,
                        new Provider.Directory.Credential.WorkloadIdentity(
                                Optional.of("aaaaaaaa-0000-0000-0000-000000000001"), Optional.empty())));
    }

    @Test
    void oktaIsAskedWithASecretOfTheControlPlanesNamespace() {
        assertThat(provider("okta", "Okta", "https://corp.okta.com", "Okta", "{secretRef: {name: okta, key: token}}"))
                .contains(new Provider.Directory(
                        Provider.Directory.Kind.OKTA,
                        new Provider.Directory.Credential.Secret(new SecretEntry("synapsemesh", "okta", "token"))));
    }

    @Test
    void aCredentialAloneAsksNobody() {
        assertThat(provider("entra", "EntraId", ENTRA, "None", "{workloadIdentity: {}}"))
                .isEmpty();
    }

    @Test
    void anOutboundIsInTheModelAndSaysThatNothingEnforcesIt() throws Exception {
        Resolver resolver = resolved(
                Files.readString(Path.of("src/test/golden/policy/outbound-is-not-enforced/in-documents.yaml")));
        Outbound outbound = resolver.outbounds().getFirst();
        assertThat(outbound.workspace().qualifiedName()).isEqualTo("analytics/contoso");
        assertThat(outbound.connector()).isEqualTo("orders");
        assertThat(outbound.to()).isEqualTo(new Outbound.Service("shop", "orders", 8443));
        assertThat(outbound.actAs().uri()).isEqualTo("spiffe://corp.example/ns/shop/sa/synapse-reader");
        assertThat(outbound.callers())
                .containsExactly(new Subject.ServicePrincipal("entra", "77777777-7777-7777-7777-777777777777"));
        assertThat(resolver.diagnostics().get(outbound.origin().document()))
                .extracting(diagnostic -> diagnostic.code())
                .containsExactly(Code.SYN0601);
    }

    @Test
    void anOutboundThatOneSideDoesNotConsentToIsNotInTheModel() throws Exception {
        Resolver resolver = resolved(
                Files.readString(Path.of("src/test/golden/policy/outbound-of-other-namespaces/in-documents.yaml")));
        assertThat(resolver.outbounds()).isEmpty();
    }

    private static Optional<Provider.Directory> provider(
            String name, String type, String issuer, String overage, String credential) {
        return resolved(PROVIDER.formatted(name, type, issuer, overage, credential))
                .provider(name)
                .orElseThrow()
                .directory();
    }

    private static Resolver resolved(String text) {
        var parsed = DocumentReader.read("a.yaml", text.getBytes(StandardCharsets.UTF_8), LastGood.NONE);
        assertThat(parsed.diagnostics()).isEmpty();
        var resolver = new Resolver(UpstreamPolicy.PRODUCTION, "synapsemesh");
        resolver.apply(parsed.documents(), List.of());
        return resolver;
    }
}
