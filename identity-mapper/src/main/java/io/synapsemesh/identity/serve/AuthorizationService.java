package io.synapsemesh.identity.serve;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.identity.decide.Asker;
import io.synapsemesh.identity.decide.DecisionDesk;
import io.synapsemesh.identity.decide.Mesh;
import io.synapsemesh.identity.decide.Question;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Envoy's external authorization, for HTTP and for connections (`envoy.service.auth.v3.Authorization`). A call may
/// block and wants a thread of its own. Whatever goes wrong ends the call with an error, and Envoy, which is told to,
/// then denies.
public final class AuthorizationService extends AuthorizationGrpc.AuthorizationImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorizationService.class);

    private final DecisionDesk desk;
    private final Supplier<Optional<Asker>> asker;
    private final CheckQuestion questions = new CheckQuestion(new PeerCertificates());

    /// @param asker the proxy the current call is from, if it proved to be one
    public AuthorizationService(DecisionDesk desk, Supplier<Optional<Asker>> asker) {
        this.desk = desk;
        this.asker = asker;
    }

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> answers) {
        Optional<Asker> proxy = asker.get();
        if (proxy.isEmpty()) {
            answers.onError(Status.PERMISSION_DENIED
                    .withDescription("decisions are for proxies")
                    .asRuntimeException());
            return;
        }
        CheckResponse answer;
        try {
            answer = answer(proxy.get(), request);
        } catch (IllegalArgumentException e) {
            LOG.warn("a question cannot be read: proxy={}", proxy.get().proxy().qualifiedName());
            answers.onError(Status.INVALID_ARGUMENT
                    .withDescription("the question has no address of a peer")
                    .asRuntimeException());
            return;
        }
        answers.onNext(answer);
        answers.onCompleted();
    }

    private CheckResponse answer(Asker proxy, CheckRequest request) {
        Mesh mesh = desk.now();
        Question question = questions.read(mesh, proxy, request.getAttributes());
        return CheckAnswer.of(
                question.point(),
                desk.decide(mesh, question),
                request.getAttributes().getRequest().getHttp());
    }
}
