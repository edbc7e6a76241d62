package io.synapsemesh.benchmarks.decide;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.policy.Compiled;
import io.synapsemesh.core.policy.Decider;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Request;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.core.route.RouteTable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One Livy request of a data engineer: two principals, a group, a pool's scope. Each benchmark stands beside a look-up
/// in a hash map of answers, which is what a cache would cost and no policy can beat.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class DecideBenchmark {
    private static final String METHOD = "POST";
    private static final String PATH = "/livyApi/versions/2019-11-01-preview/sparkPools/spark1/batches";

    private PolicyIr policy;
    private Request allowed;
    private Request denied;
    private RouteTable routes;
    private CanonicalPath path;
    private Workspace workspace;
    private List<RoleBinding> bindings;
    private List<AccessPolicy> policies;
    private final Map<Request, Boolean> answers = new HashMap<>();
    private final Map<String, Required> table = new HashMap<>();

    @Setup
    public void setUp() throws IOException {
        var resolver = Quickstart.resolver(Path.of(System.getProperty("synapsemesh.root", ".")));
        workspace = Quickstart.workspace(resolver);
        bindings = resolver.bindingsOn(Quickstart.WORKSPACE);
        policies = resolver.policiesOn(Quickstart.WORKSPACE);
        policy = PolicyCompiler.compile(workspace, bindings, policies).policy();
        routes = resolver.routes();
        path = new CanonicalPath(PATH);
        var required = routes.require(METHOD, path);
        allowed = request("3f1c0f5e-0000-0000-0000-000000000001", required);
        denied = request("3f1c0f5e-0000-0000-0000-00000000000f", required);
        if (!(Decider.decide(policy, allowed) instanceof Decision.Allow)
                || !(Decider.decide(policy, denied) instanceof Decision.Deny)) {
            throw new IllegalStateException("the verdicts are not those that are to be measured");
        }
        answers.put(allowed, true);
        table.put(METHOD + " " + PATH, required);
    }

    @Benchmark
    public Decision decideAllow() {
        return Decider.decide(policy, allowed);
    }

    @Benchmark
    public Decision decideDeny() {
        return Decider.decide(policy, denied);
    }

    @Benchmark
    public @Nullable Boolean decideReference() {
        return answers.get(allowed);
    }

    @Benchmark
    public Required require() {
        return routes.require(METHOD, path);
    }

    @Benchmark
    public @Nullable Required requireReference() {
        return table.get(METHOD + " " + path.raw());
    }

    @Benchmark
    public Compiled compile() {
        return PolicyCompiler.compile(workspace, bindings, policies);
    }

    /// The inputs put into a map, each hashed once: the least a compiler could do with them.
    @Benchmark
    public Map<Object, Object> compileReference() {
        Map<Object, Object> map = new HashMap<>();
        bindings.forEach(binding -> map.put(binding, binding));
        policies.forEach(rule -> map.put(rule, rule));
        return map;
    }

    private static Request request(String group, Required required) {
        var user = new Principal.User(
                "entra", "11111111-1111-1111-1111-111111111111", "77777777-7777-7777-7777-777777777777");
        return new Request(
                SpiffeId.parse("spiffe://demo.invalid/ns/bi/sa/dashboards"),
                new Caller.Bearer(
                        user,
                        "entra",
                        new Groups.Complete(new TreeSet<>(List.of(group, "3f1c0f5e-0000-0000-0000-0000000000aa"))),
                        new TreeMap<>(),
                        new TreeSet<>(),
                        Optional.empty()),
                Endpoint.DEV,
                required,
                InetAddress.getLoopbackAddress());
    }
}
