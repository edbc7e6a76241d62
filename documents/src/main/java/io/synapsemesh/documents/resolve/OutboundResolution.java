package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Outbound;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.SynapseOutbound;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// SynapseOutbound → [Outbound]. It needs the consent of both sides: the document lies in the namespace of the
/// service and of the account it lends, and a workspace of another namespace admits it like a binding.
///
/// Nothing enforces it yet, and it says so on every document: an outbound that is only written down lets nobody
/// through.
final class OutboundResolution {
    private OutboundResolution() {}

    static @Nullable Resolved resolve(Document document, SynapseOutbound spec, Lookups lookups, Notes notes) {
        boolean own = isOwn(document, spec.to().namespace(), "spec.to.namespace", "lets calls in to", notes)
                & isOwn(document, spec.actAs().namespace(), "spec.actAs.namespace", "lends identities of", notes);
        Optional<Trust> trust = lookups.trust();
        if (trust.isEmpty()) {
            notes.error(
                    Code.SYN0304,
                    "",
                    "there is no MeshTrust named default, so nobody has an identity to act as",
                    "Add a MeshTrust with metadata.name: default.");
        }
        var workspace = new Selection(document, lookups, notes)
                .find(spec.from().workspace(), "spec.from.workspace", SynapseWorkspace.Admissions::bindings);
        List<Subject> callers = List.copyOf(new SubjectReading(lookups, notes)
                .read(spec.callers(), "spec.callers")
                .values());
        List<Cidr> sources = spec.sourceCidrs().stream().map(Cidr::parse).toList();
        notes.error(
                Code.SYN0601,
                "spec",
                "no gateway enforces a SynapseOutbound in this version: it lets nothing through",
                "Let the called service's own mesh policies admit the caller until then.");
        if (!own || trust.isEmpty() || workspace.isEmpty() || callers.isEmpty() && sources.isEmpty()) {
            return null;
        }
        String namespace = document.ref().namespace();
        return new Resolved.OfOutbound(new Outbound(
                Origin.of(document.ref(), document.generation()),
                workspace.get().ref(),
                spec.from().connector(),
                new Outbound.Service(namespace, spec.to().service(), spec.to().port()),
                SpiffeId.ofServiceAccount(
                        trust.get().trustDomain(), namespace, spec.actAs().serviceAccount()),
                callers,
                sources));
    }

    private static boolean isOwn(Document document, @Nullable String namespace, String path, String what, Notes notes) {
        String own = document.ref().namespace();
        if (namespace == null || namespace.equals(own)) {
            return true;
        }
        notes.error(
                Code.SYN0304,
                path,
                "a SynapseOutbound " + what + " its own namespace only, " + own,
                "Move the SynapseOutbound to namespace " + namespace + ", or remove this field.");
        return false;
    }
}
