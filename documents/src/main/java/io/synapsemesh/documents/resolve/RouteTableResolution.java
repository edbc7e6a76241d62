package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.route.PathTemplate;
import io.synapsemesh.core.route.RequirementTemplate;
import io.synapsemesh.core.route.Route;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.SynapseRouteTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// SynapseRouteTable → rows and roles. A row that cannot be read is left out: its route stays unknown, which is denied.
final class RouteTableResolution {
    private RouteTableResolution() {}

    static Resolved resolve(Document document, SynapseRouteTable spec, Notes notes) {
        var additions = new ArrayList<RouteTable.Addition>();
        for (int i = 0; i < spec.routes().size(); i++) {
            SynapseRouteTable.Route row = spec.routes().get(i);
            try {
                var origin = new Origin(document.ref(), document.generation(), i);
                additions.add(new RouteTable.Addition(route(row, origin), row.weakens()));
            } catch (IllegalArgumentException e) {
                notes.error(
                        Code.SYN0304,
                        "spec.routes[" + i + "]",
                        "the row is left out: " + e.getMessage(),
                        "Name each variable once and require items only by variables of the path.");
            }
        }
        var merged = RouteTable.builtIn().with(additions);
        for (RouteTable.Refusal refusal : merged.refused()) {
            int row = refusal.addition().route().origin().orElseThrow().rule();
            notes.error(
                    Code.SYN0522,
                    "spec.routes[" + row + "]",
                    "the row requires less than the built-in "
                            + refusal.overlapped().id() + ", which requires "
                            + refusal.overlapped().requirements(),
                    "Require at least the same, or say weakens: true.");
        }
        additions.removeAll(
                merged.refused().stream().map(RouteTable.Refusal::addition).toList());
        return new Resolved.OfRouteTable(List.copyOf(additions), roles(spec));
    }

    private static List<RoleDefinition> roles(SynapseRouteTable spec) {
        return spec.roles().stream()
                .map(role -> {
                    var kinds = EnumSet.noneOf(ScopeKind.class);
                    role.scopes().forEach(name -> ScopeKind.byDocumentName(name).ifPresent(kinds::add));
                    return RoleDefinition.of(
                            role.name(),
                            Optional.empty(),
                            role.dataActions().stream().map(DataAction::parse).toList(),
                            kinds);
                })
                .toList();
    }

    private static Route route(SynapseRouteTable.Route row, Origin origin) {
        return new Route(
                new TreeSet<>(row.methods()),
                PathTemplate.parse(row.path()),
                row.requires().stream().map(RouteTableResolution::requirement).toList(),
                Optional.of(origin));
    }

    private static RequirementTemplate requirement(SynapseRouteTable.Requirement requirement) {
        return new RequirementTemplate(DataAction.parse(requirement.action()), place(requirement.scope()));
    }

    private static RequirementTemplate.Place place(SynapseRouteTable.@Nullable RouteScope scope) {
        if (scope == null) {
            return new RequirementTemplate.Place.Workspace();
        }
        if (scope.bigDataPool() != null) {
            return item(ScopeKind.BIG_DATA_POOL, scope.bigDataPool());
        }
        if (scope.scopePool() != null) {
            return item(ScopeKind.SCOPE_POOL, scope.scopePool());
        }
        if (scope.integrationRuntime() != null) {
            return item(ScopeKind.INTEGRATION_RUNTIME, scope.integrationRuntime());
        }
        if (scope.linkedService() != null) {
            return item(ScopeKind.LINKED_SERVICE, scope.linkedService());
        }
        if (scope.credential() != null) {
            return item(ScopeKind.CREDENTIAL, scope.credential());
        }
        throw new IllegalStateException("the document's rules demand exactly one item");
    }

    private static RequirementTemplate.Place item(ScopeKind kind, String text) {
        return text.startsWith("{")
                ? new RequirementTemplate.Place.FromPath(kind, text.substring(1, text.length() - 1))
                : new RequirementTemplate.Place.Fixed(kind, text);
    }
}
