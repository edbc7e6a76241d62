package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.issuer.overlap.IssuerForm;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept of an issuer opens the very issuer the document declared.
final class IssuerFormsTest {
    private static final TrustDomain DOMAIN = TrustDomain.parse("corp.example");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vaultPki: {address: 'https://vault:8200', mount: pki, role: mesh}",
                "vaultPki: {address: 'https://vault:8200', mount: pki, role: mesh, namespace: teams,"
                        + " auth: {appRole: {roleId: 4a1c, secretIdFile: /run/secret-id}}}",
                "azureKeyVault: {vaultUrl: 'https://contoso.vault.azure.net', keyName: mesh}",
                "certManager: {name: mesh, namespace: ca, kind: Issuer}",
                "istioCa: {clusterId: one}",
                "stepCa: {address: 'https://ca:9000', caFile: /etc/ca.pem, provisioner: mesh}",
                "spire: {}",
                "files: {directory: /etc/svids, anchorsFile: /etc/roots.pem}"
            })
    void whatIsKeptIsReadAsItWasDeclared(String text) {
        Issuer declared = declared(text);
        var form = IssuerForms.of(declared);
        assertThat(form.kind()).isEqualTo(text.substring(0, text.indexOf(':')));
        assertThat(IssuerForms.read(form, DOMAIN)).isEqualTo(declared);
        assertThat(IssuerForms.of(IssuerForms.read(form, DOMAIN))).isEqualTo(form);
    }

    @Test
    void theEmbeddedAuthorityIsTheSameWhateverItsRootsAreToBe() {
        assertThat(IssuerForms.of(declared("embedded: {rootTtl: 100h}")))
                .isEqualTo(IssuerForms.of(declared("embedded: {}")))
                .isEqualTo(IssuerForm.EMBEDDED);
    }

    @Test
    void whatThisVersionDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> IssuerForms.read(new IssuerForm("oracle", "{\"oracle\":{}}"), DOMAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("oracle");
    }

    private static Issuer declared(String text) {
        var document = """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshTrust
                metadata: {name: default}
                spec: {trustDomain: corp.example, issuer: {%s}}
                """.formatted(text);
        var parsed = DocumentReader.read("a.yaml", document.getBytes(StandardCharsets.UTF_8), LastGood.NONE);
        assertThat(parsed.diagnostics()).isEmpty();
        return ((MeshTrust) parsed.documents().getFirst().spec()).issuer();
    }
}
