package io.synapsemesh.core.policy;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.Workspace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Compiles the documents that act on one workspace into its PolicyIr. Stateless: equal input, equal output, in any
/// order of
/// the documents.
///
/// What one line of a document becomes:
///
/// | line | on `dev` | on `sql`, `sqlOnDemand` |
/// |---|---|---|
/// | binding, workload | a connect, the role's actions at its scope, `read` at the workspace | - |
/// | binding, anybody else | the role's actions at its scope, `read` at the workspace | - |
/// | Allow `connect`, workload | a connect | a connect |
/// | Allow of actions | a grant at the workspace, `read` with it | refused: not provable |
/// | Deny | a deny | workloads: a deny; others refused: the token is inside TDS |
public final class PolicyCompiler {
    private PolicyCompiler() {}

    /// @param bindings those that `workspace` admits
    /// @param policies those that `workspace` admits
    public static Compiled compile(Workspace workspace, List<RoleBinding> bindings, List<AccessPolicy> policies) {
        var lines = new Lines(workspace);
        bindings.forEach(lines::addBinding);
        policies.forEach(lines::addPolicy);
        return lines.compiled();
    }

    /// The lines gathered so far, by endpoint.
    private static final class Lines {
        private final Workspace workspace;
        private final Map<Endpoint, Gathered> byEndpoint = new EnumMap<>(Endpoint.class);
        private final List<Diagnostic> diagnostics = new ArrayList<>();

        private record Gathered(List<Rule> connects, List<Rule> grants, List<Rule> denies) {
            Gathered() {
                this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            }
        }

        Lines(Workspace workspace) {
            this.workspace = workspace;
            workspace.endpoints().keySet().forEach(endpoint -> byEndpoint.put(endpoint, new Gathered()));
        }

        void addBinding(RoleBinding binding) {
            Gathered dev = byEndpoint.get(Endpoint.DEV);
            if (dev == null) {
                return;
            }
            var actions = new TreeSet<Operation>();
            binding.role().dataActions().forEach(action -> actions.add(new Operation.Act(action)));
            boolean listsRead = binding.scope().covers(Scope.WORKSPACE) && actions.containsAll(READ);
            for (int i = 0; i < binding.subjects().size(); i++) {
                Subject subject = binding.subjects().get(i);
                var origin = at(binding.origin(), i);
                if (subject.isProvenByConnection()) {
                    dev.connects.add(allow(subject, CONNECT, Scope.WORKSPACE, Condition.ALWAYS, origin));
                }
                dev.grants.add(allow(subject, actions, binding.scope(), Condition.ALWAYS, origin));
                if (!listsRead) {
                    dev.grants.add(allow(subject, READ, Scope.WORKSPACE, Condition.ALWAYS, origin));
                }
            }
        }

        void addPolicy(AccessPolicy policy) {
            for (Endpoint endpoint : policy.endpoints()) {
                Gathered lines = byEndpoint.get(endpoint);
                if (lines != null) {
                    for (int i = 0; i < policy.subjects().size(); i++) {
                        addPolicyLine(policy, endpoint, lines, i);
                    }
                }
            }
        }

        private void addPolicyLine(AccessPolicy policy, Endpoint endpoint, Gathered lines, int index) {
            Subject subject = policy.subjects().get(index);
            Origin origin = at(policy.origin(), index);
            if (endpoint.isSql()) {
                if (!policy.condition().claims().isEmpty() || !subject.isProvenByConnection()) {
                    diagnostics.add(notProvable(origin, endpoint));
                    return;
                }
                if (!policy.operations().contains(new Operation.Connect())) {
                    diagnostics.add(onlyConnect(origin, endpoint));
                    return;
                }
            }
            if (policy.effect() == Effect.ALLOW) {
                addAllow(policy, subject, origin, endpoint, lines);
            } else {
                var operations = endpoint.isSql() ? CONNECT : policy.operations();
                lines.denies.add(
                        new Rule(policy.effect(), subject, operations, Scope.WORKSPACE, policy.condition(), origin));
            }
        }

        private void addAllow(AccessPolicy policy, Subject subject, Origin origin, Endpoint endpoint, Gathered lines) {
            var actions = new TreeSet<>(policy.operations());
            boolean connects = actions.remove(new Operation.Connect());
            if (connects && subject.isProvenByConnection()) {
                lines.connects.add(allow(subject, CONNECT, Scope.WORKSPACE, policy.condition(), origin));
            } else if (connects && actions.isEmpty()) {
                diagnostics.add(matchesNothing(origin, subject));
            }
            if (!actions.isEmpty() && !endpoint.isSql()) {
                if (actions.stream().anyMatch(Operation.Act.class::isInstance)) {
                    actions.addAll(READ);
                }
                lines.grants.add(allow(subject, actions, Scope.WORKSPACE, policy.condition(), origin));
            }
        }

        Compiled compiled() {
            var endpoints = new TreeMap<Endpoint, EndpointPolicy>();
            byEndpoint.forEach((endpoint, lines) ->
                    endpoints.put(endpoint, new EndpointPolicy(lines.connects, lines.grants, lines.denies)));
            var policy = new PolicyIr(
                    workspace.ref(),
                    workspace.resourceId().workspace(),
                    workspace.identity(),
                    enforcement(),
                    endpoints);
            return new Compiled(policy, diagnostics);
        }

        /// On trial, a request nobody was granted goes on: with the caller's own token, or with one exchanged for it,
        /// Synapse
        /// still judges the caller. An injected token would make everybody the mesh's own identity.
        private Enforcement enforcement() {
            boolean synapseJudgesTheCaller = switch (workspace.credential()) {
                case UpstreamCredential.PassThrough() -> true;
                case UpstreamCredential.OnBehalfOf ignored -> true;
                case UpstreamCredential.ManagedIdentity ignored -> false;
                case UpstreamCredential.ServicePrincipal ignored -> false;
            };
            if (workspace.enforcement() == Enforcement.AUDIT && !synapseJudgesTheCaller) {
                diagnostics.add(auditRefused());
                return Enforcement.ENFORCE;
            }
            return workspace.enforcement();
        }

        private Diagnostic auditRefused() {
            return new Diagnostic(
                    Code.SYN0304,
                    Severity.ERROR,
                    Optional.of(workspace.ref()),
                    Optional.empty(),
                    "spec.enforcement",
                    "Audit would let everybody act with the token that "
                            + workspace.credential().documentName() + " injects, so the workspace is enforced",
                    "use enforcement: Enforce, or the credential passThrough or onBehalfOf");
        }

        private static final SortedSet<Operation> CONNECT = new TreeSet<>(List.of(new Operation.Connect()));
        private static final SortedSet<Operation> READ = new TreeSet<>(List.of(new Operation.Act(DataAction.READ)));

        private static Rule allow(
                Subject subject, SortedSet<Operation> operations, Scope scope, Condition condition, Origin origin) {
            return new Rule(Effect.ALLOW, subject, operations, scope, condition, origin);
        }

        private static Origin at(Origin origin, int subject) {
            return new Origin(origin.document(), origin.generation(), origin.rule() + subject);
        }

        private static Diagnostic notProvable(Origin origin, Endpoint endpoint) {
            return diagnostic(
                    Code.SYN0511,
                    Severity.ERROR,
                    origin,
                    "the mesh cannot prove this subject on " + endpoint + ": the token travels inside TDS",
                    "Name a workload, or take " + endpoint + " out of endpoints.");
        }

        private static Diagnostic onlyConnect(Origin origin, Endpoint endpoint) {
            return diagnostic(
                    Code.SYN0511,
                    Severity.ERROR,
                    origin,
                    "the mesh sees no data actions on " + endpoint + ", only connections",
                    "Use operations: [connect] for " + endpoint + ".");
        }

        private static Diagnostic matchesNothing(Origin origin, Subject subject) {
            return diagnostic(
                    Code.SYN0501,
                    Severity.WARNING,
                    origin,
                    "connect is proven by the mesh connection, so an Allow for " + subject.print() + " matches nothing",
                    "Name the workload that carries the requests, or allow data actions instead of connect.");
        }

        private static Diagnostic diagnostic(Code code, Severity severity, Origin origin, String message, String fix) {
            return new Diagnostic(
                    code,
                    severity,
                    Optional.of(origin.document()),
                    Optional.empty(),
                    "spec.subjects[" + origin.rule() + "]",
                    message,
                    fix);
        }
    }
}
