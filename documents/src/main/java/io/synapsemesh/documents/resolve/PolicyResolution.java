package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.policy.Condition;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.SynapseAccessPolicy;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// SynapseAccessPolicy → an [AccessPolicy] for each subject on each workspace.
final class PolicyResolution {
    private PolicyResolution() {}

    /// @param anywhere the namespace whose Denies count on every workspace: the control plane's own
    static Resolved resolve(
            Document document, SynapseAccessPolicy spec, String anywhere, Lookups lookups, Notes notes) {
        boolean deny = spec.action().equals("Deny");
        boolean everywhere = deny && document.ref().namespace().equals(anywhere);
        List<Workspace> workspaces = new Selection(document, lookups, notes).select(spec.workspaces(), everywhere);
        SortedMap<Integer, Subject> subjects = new SubjectReading(lookups, notes).read(spec.subjects());
        var endpoints = new TreeSet<Endpoint>();
        spec.endpoints().forEach(name -> Endpoint.byDocumentName(name).ifPresent(endpoints::add));
        SortedSet<Operation> operations = operations(spec, notes);
        Condition condition = condition(spec.when());
        var targets = new TreeMap<DocumentRef, List<AccessPolicy>>();
        if (!operations.isEmpty()) {
            List<AccessPolicy> policies = subjects.entrySet().stream()
                    .map(subject -> new AccessPolicy(
                            new Origin(document.ref(), document.generation(), subject.getKey()),
                            effect(spec, deny),
                            endpoints,
                            operations,
                            List.of(subject.getValue()),
                            condition))
                    .toList();
            workspaces.forEach(workspace -> targets.put(workspace.ref(), policies));
        }
        return new Resolved.OfPolicy(targets);
    }

    private static Effect effect(SynapseAccessPolicy spec, boolean deny) {
        if (!deny) {
            return Effect.ALLOW;
        }
        return spec.mode().equals("Audit") ? Effect.AUDIT_DENY : Effect.DENY;
    }

    private static SortedSet<Operation> operations(SynapseAccessPolicy spec, Notes notes) {
        var operations = new TreeSet<Operation>();
        for (String operation : spec.operations()) {
            operations.add(
                    operation.equals("connect")
                            ? new Operation.Connect()
                            : new Operation.Act(DataAction.parse(operation)));
        }
        for (int i = 0; i < spec.unknownRoutes().size(); i++) {
            SynapseAccessPolicy.UnknownRoute route = spec.unknownRoutes().get(i);
            try {
                operations.add(new Operation.UnknownRoute(route.method(), route.pathPrefix()));
            } catch (IllegalArgumentException e) {
                notes.error(
                        Code.SYN0304,
                        "spec.unknownRoutes[" + i + "].pathPrefix",
                        "\"" + route.pathPrefix() + "\" is no prefix of a canonical path: " + e.getMessage(),
                        "Write at least one whole segment, without // and without dots at a segment's end.");
            }
        }
        return operations;
    }

    private static Condition condition(SynapseAccessPolicy.@Nullable Conditions when) {
        if (when == null) {
            return Condition.ALWAYS;
        }
        List<Cidr> cidrs = when.sourceCidrs() == null
                ? List.of()
                : when.sourceCidrs().stream().map(Cidr::parse).toList();
        Map<String, String> claims = when.claims() == null ? Map.of() : when.claims();
        return new Condition(cidrs, new TreeMap<>(claims));
    }
}
