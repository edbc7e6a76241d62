package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.identity.SpiffeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Sends questions over mTLS: one connection for each world, carrier and source, kept alive, a few at a time.
final class GatewayClients {
    private static final int AT_ONCE = 4;

    private final WorkloadTls tls;

    GatewayClients(WorkloadTls tls) {
        this.tls = tls;
    }

    private record Line(World world, SpiffeId carrier, String source) {}

    List<Asked> ask(List<Question> questions) throws InterruptedException {
        var lines = new LinkedHashMap<Line, List<Question>>();
        questions.forEach(question -> lines.computeIfAbsent(
                        new Line(question.world(), question.carrier(), question.source()), _ -> new ArrayList<>())
                .add(question));
        var asked = new ArrayList<Asked>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var tasks = lines.entrySet().stream()
                    .<Callable<List<Asked>>>map(line -> () -> converse(line.getKey(), line.getValue()))
                    .toList();
            for (var done : threads.invokeAll(tasks)) {
                asked.addAll(done.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the gateway could not be asked", e.getCause());
        }
        return asked;
    }

    private List<Asked> converse(Line line, List<Question> questions) throws IOException {
        var asked = new ArrayList<Asked>();
        HttpConversation open = null;
        try {
            for (Question question : questions) {
                if (open == null || open.isOver()) {
                    if (open != null) {
                        open.close();
                    }
                    open = new HttpConversation(
                            tls.connect(line.carrier(), line.source(), line.world().host(Endpoint.DEV)));
                }
                asked.add(new Asked(question, open.ask(question.method(), question.target(), headers(question))));
            }
        } catch (IOException e) {
            throw new IOException("after " + asked.size() + " answers, asking " + questions.get(asked.size()), e);
        } finally {
            if (open != null) {
                open.close();
            }
        }
        return asked;
    }

    /// Where the token stands follows from the upstream credential (rules.md A, "Two tokens, one place").
    private static Map<String, String> headers(Question question) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("host", question.world().host(Endpoint.DEV));
        if (question.world().injects()) {
            question.token().ifPresent(token -> headers.put("authorization", "Bearer " + token.text()));
        } else {
            headers.put("authorization", "Bearer opaque");
            question.token().ifPresent(token -> headers.put("x-synapsemesh-token", token.text()));
        }
        return headers;
    }
}
