package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentKind;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import io.synapsemesh.documents.v1alpha1.WorkspaceRef;
import io.synapsemesh.documents.v1alpha1.WorkspaceSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which workspaces a document acts on (rules.md A, "Ownership"): those of its own namespace, and others that admit it.
final class Selection {
    private final Document document;
    private final Lookups lookups;
    private final Notes notes;

    Selection(Document document, Lookups lookups, Notes notes) {
        this.document = document;
        this.lookups = lookups;
        this.notes = notes;
    }

    /// @param everywhere the document may act on any workspace, by name or label, whatever the workspace says
    List<Workspace> select(WorkspaceSelection selection, boolean everywhere) {
        if (everywhere && selection.namespace() == null) {
            return anywhere(selection);
        }
        String namespace = selection.namespace() == null ? document.ref().namespace() : selection.namespace();
        if (selection.names() == null) {
            return labelled(namespace, selection.selector(), everywhere);
        }
        var selected = new ArrayList<Workspace>();
        for (int i = 0; i < selection.names().size(); i++) {
            var ref = workspaceRef(namespace, selection.names().get(i));
            String path = "spec.workspaces.names[" + i + "]";
            find(ref, path, everywhere ? null : SynapseWorkspace.Admissions::bindings)
                    .ifPresent(selected::add);
        }
        return selected;
    }

    /// One workspace by reference.
    Optional<Workspace> find(
            WorkspaceRef reference,
            String path,
            Function<SynapseWorkspace.Admissions, SynapseWorkspace.Admission> door) {
        String namespace = reference.namespace() == null ? document.ref().namespace() : reference.namespace();
        return find(workspaceRef(namespace, reference.name()), path, door);
    }

    private Optional<Workspace> find(
            DocumentRef ref,
            String path,
            @Nullable Function<SynapseWorkspace.Admissions, SynapseWorkspace.Admission> door) {
        Optional<Resolved.OfWorkspace> found = lookups.workspace(ref);
        if (found.isEmpty()) {
            notes.error(
                    Code.SYN0402,
                    path,
                    "there is no workspace " + ref.qualifiedName() + " in force",
                    "Add the SynapseWorkspace, mend it, or correct the name.");
            return Optional.empty();
        }
        if (door != null && !admits(found.get(), door)) {
            notes.error(
                    Code.SYN0421,
                    path,
                    "workspace " + ref.qualifiedName() + " does not admit documents of namespace "
                            + document.ref().namespace(),
                    "Ask the workspace's owner to list the namespace under spec.allow.");
            return Optional.empty();
        }
        return found.map(Resolved.OfWorkspace::workspace);
    }

    /// Says that somebody does not admit, and not who or how many: the labels are the author's own words, as a name
    /// would be, and the answer tells no more than one to a name does.
    private List<Workspace> labelled(
            String namespace, WorkspaceSelection.@Nullable Selector selector, boolean everywhere) {
        Map<Boolean, List<Workspace>> byAdmission = lookups.workspacesIn(namespace).stream()
                .filter(workspace -> isLabelled(workspace, selector))
                .collect(Collectors.partitioningBy(
                        workspace -> everywhere || admits(workspace, SynapseWorkspace.Admissions::bindings),
                        Collectors.mapping(Resolved.OfWorkspace::workspace, Collectors.toList())));
        if (!byAdmission.getOrDefault(false, List.of()).isEmpty()) {
            notes.warning(
                    Code.SYN0421,
                    "spec.workspaces.selector",
                    "not every workspace of namespace " + namespace
                            + " with these labels admits documents of namespace "
                            + document.ref().namespace(),
                    "Ask their owner to list the namespace under spec.allow, or narrow the labels.");
        }
        return byAdmission.getOrDefault(true, List.of());
    }

    private List<Workspace> anywhere(WorkspaceSelection selection) {
        return lookups.workspacesAnywhere().stream()
                .filter(workspace -> selection.names() == null
                        ? isLabelled(workspace, selection.selector())
                        : selection.names().contains(workspace.workspace().ref().name()))
                .map(Resolved.OfWorkspace::workspace)
                .toList();
    }

    private boolean admits(
            Resolved.OfWorkspace workspace, Function<SynapseWorkspace.Admissions, SynapseWorkspace.Admission> door) {
        String mine = document.ref().namespace();
        if (mine.equals(workspace.workspace().ref().namespace())) {
            return true;
        }
        SynapseWorkspace.Admission admission = door.apply(workspace.admissions());
        return switch (admission.from()) {
            case "All" -> true;
            case "Selector" ->
                admission.namespaces() != null
                        && admission.namespaces().matchNames().contains(mine);
            default -> false;
        };
    }

    private static boolean isLabelled(Resolved.OfWorkspace workspace, WorkspaceSelection.@Nullable Selector selector) {
        if (selector == null) {
            return false;
        }
        for (Map.Entry<String, String> label : selector.matchLabels().entrySet()) {
            if (!label.getValue().equals(workspace.labels().get(label.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static DocumentRef workspaceRef(String namespace, String name) {
        return new DocumentRef(DocumentKind.SYNAPSE_WORKSPACE.documentName(), namespace, name);
    }
}
