package io.synapsemesh.benchmarks.issuance;

import io.grpc.ManagedChannel;
import io.synapsemesh.benchmarks.plane.Channels;
import io.synapsemesh.benchmarks.plane.Keys;
import io.synapsemesh.benchmarks.plane.Login;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.csr.v1.CertificateServiceGrpc;
import io.synapsemesh.certs.csr.v1.SignRequest;
import io.synapsemesh.certs.csr.v1.SignResponse;
import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;

/// The main class of the callers: 32 at once, each with a connection of its own. Commands: `login NAME PORT TOKEN`
/// gets a certificate with a token and connects anew with it; `connect NAME PORT` shows a self-signed one; `sign NAME
/// N` answers when N certificates were received and looked at.
final class ClientProcess {
    private static final int CALLERS = 32;
    private static final int REQUESTS = 64;

    private final SecureRandom random = new SecureRandom();
    private final KeyPair own = LeafKey.p256(random);
    private final List<SignRequest> requests = new ArrayList<>();
    private final Map<String, List<ManagedChannel>> channels = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

    public static void main(String[] arguments) throws IOException {
        var client = new ClientProcess();
        for (int i = 0; i < REQUESTS; i++) {
            client.requests.add(Login.request(LeafKey.generate(client.random).csr()));
        }
        Answers.serve("ready", words -> switch (words[0]) {
            case "login" -> client.login(words[1], Integer.parseInt(words[2]), words[3]);
            case "connect" -> client.open(words[1], Integer.parseInt(words[2]), Keys.selfSigned(client.own));
            case "sign" -> client.sign(words[1], Integer.parseInt(words[2]));
            default -> throw new IllegalArgumentException("no such command");
        });
    }

    private String login(String name, int port, String token) throws IOException {
        return open(name, port, new Login(port, token).svid(own).keys());
    }

    private String open(String name, int port, KeyManager keys) throws SSLException {
        var all = new ArrayList<ManagedChannel>();
        for (int i = 0; i < CALLERS; i++) {
            all.add(Channels.showing(port, keys));
        }
        channels.put(name, all);
        return Integer.toString(CALLERS);
    }

    private String sign(String name, int count) throws Exception {
        var all = Objects.requireNonNull(channels.get(name), "connected before");
        List<Future<Integer>> received = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            var channel = all.get(caller);
            int first = caller;
            received.add(threads.submit(() -> signSome(channel, first, count / CALLERS)));
        }
        int bytes = 0;
        for (var one : received) {
            bytes += one.get();
        }
        return Integer.toString(bytes);
    }

    private int signSome(ManagedChannel channel, int first, int count) {
        var stub = CertificateServiceGrpc.newBlockingStub(channel);
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            SignResponse response = stub.sign(requests.get((first + i) % REQUESTS));
            bytes += response.getChainCount() == 0 ? 0 : response.getChain(0).size();
        }
        return bytes;
    }
}
