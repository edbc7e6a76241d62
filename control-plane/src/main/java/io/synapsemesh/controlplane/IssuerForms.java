package io.synapsemesh.controlplane;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.certs.issuer.overlap.IssuerForm;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import java.util.Map;

/// `MeshTrust.issuer` as it is kept beside the roots, so that an issuer which the documents name no more can be opened
/// again: the document's own words, read by the document's own rules. What a later version adds to them has its default
/// then.
final class IssuerForms {
    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private IssuerForms() {}

    static IssuerForm of(Issuer issuer) {
        if (issuer.embedded() != null) {
            return IssuerForm.EMBEDDED;
        }
        try {
            String text = JSON.writeValueAsString(issuer);
            String kind = JSON.readTree(text).fieldNames().next();
            return new IssuerForm(kind, text);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("an issuer is a record of texts", defect);
        }
    }

    /// @throws IllegalArgumentException if this version does not know it
    static Issuer read(IssuerForm form, TrustDomain trustDomain) {
        try {
            byte[] document = JSON.writeValueAsBytes(Map.of(
                    "apiVersion",
                    "synapsemesh.io/v1alpha1",
                    "kind",
                    "MeshTrust",
                    "metadata",
                    Map.of("name", "default"),
                    "spec",
                    Map.of("trustDomain", trustDomain.name(), "issuer", JSON.readTree(form.text()))));
            var parsed = DocumentReader.read("mesh.issuers", document, LastGood.NONE);
            return parsed.documents().stream()
                    .map(Document::spec)
                    .filter(MeshTrust.class::isInstance)
                    .map(spec -> ((MeshTrust) spec).issuer())
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the kept issuer " + form.kind() + " cannot be read: " + parsed.diagnostics()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the kept issuer " + form.kind() + " cannot be read", e);
        }
    }
}
