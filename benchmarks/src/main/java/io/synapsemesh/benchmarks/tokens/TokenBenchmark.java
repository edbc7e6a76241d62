package io.synapsemesh.benchmarks.tokens;

import com.nimbusds.jwt.JWTClaimsSet;
import io.synapsemesh.identity.token.TokenReading;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Verifying one token that nobody has seen before: ours beside Nimbus' `DefaultJWTProcessor.process`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class TokenBenchmark {
    /// 5 groups are 914 bytes, 200 groups 11 KB: the most that Entra puts into a token.
    @Param({"5", "200"})
    public int groups;

    private TokenWorld world;
    private String token;

    @Setup
    public void setUp() throws Exception {
        world = new TokenWorld();
        token = SignedToken.of(world.key, groups).text();
        if (!(world.verifier.read(token) instanceof TokenReading.Verified)) {
            throw new IllegalStateException("not verified: " + world.verifier.read(token));
        }
    }

    @Benchmark
    public TokenReading verify() {
        return world.verifier.read(token);
    }

    @Benchmark
    public JWTClaimsSet verifyReference() throws Exception {
        return world.nimbus.process(token, null);
    }
}
