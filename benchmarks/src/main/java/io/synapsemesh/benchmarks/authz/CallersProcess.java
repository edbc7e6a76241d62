package io.synapsemesh.benchmarks.authz;

import com.google.rpc.Code;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.synapsemesh.benchmarks.plane.Channels;
import io.synapsemesh.benchmarks.plane.Keys;
import io.synapsemesh.benchmarks.plane.Login;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.LeafKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The main class of gateway and edge, 32 callers each. Commands: `login PORT GATEWAY EDGE SIDECAR TOKEN` gets the
/// three their certificates; `checks NAME PORT` connects as Envoy does, few connections with many calls, and as
/// NAME-new
/// asks about addresses nobody asked about before; `auths NAME PORT` connects as Nginx does, a connection for each
/// call; `ask NAME N` answers when N questions were answered with yes.
final class CallersProcess {
    private static final int CALLERS = 32;
    /// Envoy has one for each worker thread.
    private static final int CHANNELS = 4;
    private static final int QUESTIONS = 64;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, List<Caller>> callers = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    private final AtomicInteger unseen = new AtomicInteger(QUESTIONS);
    private Optional<Known> known = Optional.empty();

    private CallersProcess() {}

    /// Who they are, and what they ask.
    private record Known(Login.Svid gateway, Login.Svid edge, Questions questions) {}

    public static void main(String[] arguments) throws IOException {
        var process = new CallersProcess();
        Answers.serve("ready", words -> switch (words[0]) {
            case "login" -> process.login(Integer.parseInt(words[1]), words[2], words[3], words[4], words[5]);
            case "checks" -> process.checks(words[1], Integer.parseInt(words[2]));
            case "auths" -> process.auths(words[1], Integer.parseInt(words[2]));
            case "ask" -> process.ask(words[1], Integer.parseInt(words[2]));
            default -> throw new IllegalArgumentException("no such command");
        });
    }

    private String login(int port, String gateway, String edge, String sidecar, String token) throws IOException {
        var carrier = new Login(port, sidecar).svid(LeafKey.p256(random));
        known = Optional.of(new Known(
                new Login(port, gateway).svid(LeafKey.p256(random)),
                new Login(port, edge).svid(LeafKey.p256(random)),
                new Questions(token, carrier.chain().getFirst())));
        return "known";
    }

    private String checks(String name, int port) throws IOException {
        var who = known.orElseThrow();
        var questions = who.questions();
        var asked = IntStream.range(0, QUESTIONS).mapToObj(questions::check).toList();
        var channels = new ArrayList<AuthorizationGrpc.AuthorizationBlockingStub>();
        for (int i = 0; i < CHANNELS; i++) {
            channels.add(AuthorizationGrpc.newBlockingStub(
                    Channels.showing(port, who.gateway().keys())));
        }
        callers.put(name, of(channels, number -> asked.get(number % QUESTIONS)));
        callers.put(name + "-new", of(channels, _ -> questions.check(unseen.getAndIncrement())));
        return "connected";
    }

    private static List<Caller> of(
            List<AuthorizationGrpc.AuthorizationBlockingStub> channels, IntFunction<CheckRequest> asked) {
        var all = new ArrayList<Caller>();
        for (int i = 0; i < CALLERS; i++) {
            var stub = channels.get(i % CHANNELS);
            all.add(number -> {
                var answer = stub.check(asked.apply(number));
                if (answer.getStatus().getCode() != Code.OK_VALUE) {
                    throw new IllegalStateException("not yes but: " + answer);
                }
            });
        }
        return all;
    }

    private String auths(String name, int port) throws IOException, GeneralSecurityException {
        var who = known.orElseThrow();
        var asked =
                IntStream.range(0, QUESTIONS).mapToObj(who.questions()::auth).toList();
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {who.edge().keys()}, new TrustManager[] {Keys.anyone()}, null);
        var all = new ArrayList<Caller>();
        for (int i = 0; i < CALLERS; i++) {
            all.add(new AuthCaller(context.getSocketFactory(), port, asked));
        }
        callers.put(name, all);
        return "connected";
    }

    private String ask(String name, int count) throws Exception {
        if (count % CALLERS != 0) {
            throw new IllegalArgumentException(count + " questions cannot be shared by " + CALLERS);
        }
        var all = Objects.requireNonNull(callers.get(name), "connected before");
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            var caller = all.get(i);
            int first = i;
            work.add(() -> {
                for (int asked = 0; asked < count / CALLERS; asked++) {
                    caller.ask(first + asked);
                }
                return count / CALLERS;
            });
        }
        int answered = 0;
        for (var one : threads.invokeAll(work)) {
            answered += one.get();
        }
        return Integer.toString(answered);
    }
}
