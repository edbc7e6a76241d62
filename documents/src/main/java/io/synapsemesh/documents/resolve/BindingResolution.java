package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.ItemScope;
import io.synapsemesh.documents.v1alpha1.SynapseRoleBinding;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// SynapseRoleBinding → a [RoleBinding] for each subject on each workspace.
final class BindingResolution {
    private BindingResolution() {}

    static Resolved resolve(Document document, SynapseRoleBinding spec, Lookups lookups, Notes notes) {
        List<Workspace> workspaces = new Selection(document, lookups, notes).select(spec.workspaces(), false);
        SortedMap<Integer, Subject> subjects = new SubjectReading(lookups, notes).read(spec.subjects());
        Scope scope = scope(spec.scope());
        Optional<RoleDefinition> role = role(spec, scope, lookups, notes);
        var targets = new TreeMap<DocumentRef, List<RoleBinding>>();
        role.ifPresent(definition -> {
            List<RoleBinding> bindings = subjects.entrySet().stream()
                    .map(subject -> new RoleBinding(
                            new Origin(document.ref(), document.generation(), subject.getKey()),
                            definition,
                            scope,
                            List.of(subject.getValue())))
                    .toList();
            workspaces.forEach(workspace -> targets.put(workspace.ref(), bindings));
        });
        return new Resolved.OfBinding(targets);
    }

    private static Optional<RoleDefinition> role(SynapseRoleBinding spec, Scope scope, Lookups lookups, Notes notes) {
        Optional<RoleDefinition> role = lookups.roles().find(spec.role());
        if (role.isEmpty()) {
            List<String> names =
                    lookups.roles().roles().stream().map(RoleDefinition::name).toList();
            notes.error(
                    Code.SYN0403,
                    "spec.role",
                    "there is no role \"" + spec.role() + "\"",
                    "Use one of " + String.join(", ", names) + ", or add the role to a SynapseRouteTable.");
        } else if (!role.get().isAssignableAt(scope)) {
            List<String> kinds =
                    role.get().itemKinds().stream().map(ScopeKind::documentName).toList();
            notes.error(
                    Code.SYN0404,
                    "spec.scope",
                    "Synapse does not grant \"" + role.get().name() + "\" there",
                    kinds.isEmpty()
                            ? "Remove scope: this role is granted at the workspace only."
                            : "Use the workspace or one of " + String.join(", ", kinds) + ".");
            return Optional.empty();
        }
        return role;
    }

    private static Scope scope(@Nullable ItemScope scope) {
        if (scope == null) {
            return Scope.WORKSPACE;
        }
        if (scope.bigDataPool() != null) {
            return Scope.item(ScopeKind.BIG_DATA_POOL, scope.bigDataPool());
        }
        if (scope.scopePool() != null) {
            return Scope.item(ScopeKind.SCOPE_POOL, scope.scopePool());
        }
        if (scope.integrationRuntime() != null) {
            return Scope.item(ScopeKind.INTEGRATION_RUNTIME, scope.integrationRuntime());
        }
        if (scope.linkedService() != null) {
            return Scope.item(ScopeKind.LINKED_SERVICE, scope.linkedService());
        }
        if (scope.credential() != null) {
            return Scope.item(ScopeKind.CREDENTIAL, scope.credential());
        }
        throw new IllegalStateException("the document's rules demand exactly one item");
    }
}
