package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.MeshProxy;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import io.synapsemesh.documents.v1alpha1.WorkspaceRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// MeshProxy → [Proxy], with the attachments that the workspaces admit.
final class ProxyResolution {
    /// Of `replicas`; the document's pattern allows a number besides.
    private static final String ANY = "Any";

    private ProxyResolution() {}

    static @Nullable Resolved resolve(Document document, MeshProxy spec, Lookups lookups, Notes notes) {
        String namespace = document.ref().namespace();
        String acting = spec.identity().namespace();
        if (acting != null && !acting.equals(namespace)) {
            notes.error(
                    Code.SYN0304,
                    "spec.identity.namespace",
                    "a MeshProxy acts only for identities of its own namespace, " + namespace,
                    "Move the MeshProxy to namespace " + acting + ", or remove identity.namespace.");
            return null;
        }
        Optional<Trust> trust = lookups.trust();
        if (trust.isEmpty()) {
            notes.error(
                    Code.SYN0304,
                    "",
                    "there is no MeshTrust named default, so no identity can be given to this proxy",
                    "Add a MeshTrust with metadata.name: default.");
            return null;
        }
        return new Resolved.OfProxy(new Proxy(
                Origin.of(document.ref(), document.generation()),
                role(spec.role()),
                SpiffeId.ofServiceAccount(
                        trust.get().trustDomain(), namespace, spec.identity().serviceAccount()),
                attachments(document, spec, lookups, notes),
                new Proxy.Listen(
                        spec.listen().address(),
                        spec.role().equals("Gateway")
                                ? Optional.of(spec.listen().port())
                                : Optional.empty(),
                        Optional.ofNullable(spec.listen().dev()),
                        Optional.ofNullable(spec.listen().sql()),
                        Optional.ofNullable(spec.listen().sqlOnDemand())),
                spec.replicas().equals(ANY) ? Optional.empty() : Optional.of(Integer.valueOf(spec.replicas()))));
    }

    private static List<DocumentRef> attachments(Document document, MeshProxy spec, Lookups lookups, Notes notes) {
        var attachments = new ArrayList<DocumentRef>();
        if (spec.attach() != null) {
            var selection = new Selection(document, lookups, notes);
            List<WorkspaceRef> references = spec.attach().workspaces();
            for (int i = 0; i < references.size(); i++) {
                selection
                        .find(
                                references.get(i),
                                "spec.attach.workspaces[" + i + "]",
                                SynapseWorkspace.Admissions::proxies)
                        .ifPresent(workspace -> attachments.add(workspace.ref()));
            }
        }
        return attachments;
    }

    private static Proxy.Role role(String name) {
        return switch (name) {
            case "Sidecar" -> Proxy.Role.SIDECAR;
            case "Gateway" -> Proxy.Role.GATEWAY;
            case "Edge" -> Proxy.Role.EDGE;
            default -> throw new IllegalStateException("the document's rules allow no role " + name);
        };
    }
}
