package io.synapsemesh.benchmarks.tokens;

import io.synapsemesh.benchmarks.decide.Quickstart;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.policy.Decider;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Request;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.identity.token.TokenReading;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A decision about a request whose token was verified before: the token is known again by its digest, and the
/// policy decides; in `whole` the path is read and its route looked up as well. Beside it the digest alone, which
/// whoever keeps no tokens in memory must pay.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class CachedTokenBenchmark {
    private static final String PATH = "/livyApi/versions/2019-11-01-preview/sparkPools/spark1/batches";

    @Param({"5", "200"})
    public int groups;

    private TokenWorld world;
    private String token;
    private PolicyIr policy;
    private RouteTable routes;
    private SpiffeId carrier;
    private Required required;

    @Setup
    public void setUp() throws Exception {
        var resolver = Quickstart.resolver(Path.of(System.getProperty("synapsemesh.root", ".")));
        policy = PolicyCompiler.compile(
                        Quickstart.workspace(resolver),
                        resolver.bindingsOn(Quickstart.WORKSPACE),
                        resolver.policiesOn(Quickstart.WORKSPACE))
                .policy();
        routes = resolver.routes();
        carrier = SpiffeId.parse("spiffe://demo.invalid/ns/bi/sa/dashboards");
        required = routes.require("POST", new CanonicalPath(PATH));
        world = new TokenWorld();
        token = SignedToken.of(world.key, groups).text();
        if (!(decide() instanceof Decision.Allow)) {
            throw new IllegalStateException("the verdict is not the one that is to be measured: " + decide());
        }
    }

    @Benchmark
    public Decision decide() {
        return decide(required);
    }

    @Benchmark
    public Decision whole() {
        return decide(routes.require("POST", new CanonicalPath(PATH)));
    }

    private Decision decide(Required asked) {
        if (!(world.cached.read(token) instanceof TokenReading.Verified verified)) {
            throw new IllegalStateException("not verified");
        }
        var known = verified.token();
        return Decider.decide(
                policy,
                new Request(
                        carrier, known.caller(known.groups()), Endpoint.DEV, asked, InetAddress.getLoopbackAddress()));
    }

    @Benchmark
    public byte[] decideReference() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    }
}
