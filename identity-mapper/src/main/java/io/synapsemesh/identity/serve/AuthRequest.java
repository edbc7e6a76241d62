package io.synapsemesh.identity.serve;

import com.google.common.net.InetAddresses;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.decide.Asker;
import io.synapsemesh.identity.decide.DecisionDesk;
import io.synapsemesh.identity.decide.Mesh;
import io.synapsemesh.identity.decide.Place;
import io.synapsemesh.identity.decide.Point;
import io.synapsemesh.identity.decide.Question;
import io.synapsemesh.identity.decide.Verdict;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Nginx' `auth_request` (contracts.md, "Wire names"). All it says in headers counts because an edge proved to say it,
/// and for the workspaces that edge is attached to; anybody else's headers are never looked at. The carrier is the edge
/// itself: it is the peer the gateway will see.
///
/// Neither `X-Forwarded-*` nor `User-Agent` is read, for any purpose.
public final class AuthRequest {
    static final String METHOD = "X-Original-Method";
    static final String TARGET = "X-Original-URI";
    static final String WORKSPACE = "X-Synapsemesh-Workspace";
    static final String ENDPOINT = "X-Synapsemesh-Endpoint";
    static final String SOURCE = "X-Synapsemesh-Source";
    static final String SUBJECT = "X-Synapsemesh-Subject";
    static final String DECISION = "X-Synapsemesh-Decision";
    static final String REASON = "X-Synapsemesh-Reason";
    static final String ERROR = "X-Synapsemesh-Error";

    private static final String REQUEST_ID = "X-Request-Id";
    private static final String KIND = "SynapseWorkspace";
    private static final int REQUEST_ID_MAX = 128;

    private final DecisionDesk desk;

    public AuthRequest(DecisionDesk desk) {
        this.desk = desk;
    }

    /// The headers of one request.
    @FunctionalInterface
    public interface Headers {
        /// @param name compares without case
        /// @return every value, one for each line
        List<String> all(String name);
    }

    public AuthAnswer answer(Asker edge, Headers headers) {
        Mesh mesh = desk.now();
        Optional<Place> place = place(mesh, headers);
        Optional<InetAddress> source = one(headers, SOURCE).flatMap(AuthRequest::address);
        var question = new Question(
                Point.AUTH_REQUEST,
                edge,
                place,
                Optional.of(edge.identity()),
                token(mesh, place, headers),
                one(headers, METHOD).orElse(""),
                one(headers, METHOD).isEmpty() ? "" : one(headers, TARGET).orElse(""),
                source.orElse(InetAddress.ofLiteral("0.0.0.0")),
                new Question.Trail(
                        0,
                        one(headers, REQUEST_ID).filter(id -> id.length() <= REQUEST_ID_MAX),
                        Optional.empty(),
                        Optional.empty()));
        return answer(
                source.isEmpty()
                        ? desk.refuse(
                                mesh, question, Reason.SOURCE_NOT_ALLOWED, "the edge names no address of the client")
                        : desk.decide(mesh, question));
    }

    private static AuthAnswer answer(Verdict verdict) {
        var headers = new TreeMap<String, String>();
        if (verdict.allowed()) {
            headers.put(SUBJECT, visible(verdict.principals().getFirst()));
            headers.put(DECISION, verdict.decisionId());
            return new AuthAnswer(AuthAnswer.ALLOWED, headers);
        }
        if (verdict.status() == AuthAnswer.UNAUTHENTICATED) {
            headers.put("WWW-Authenticate", DenialText.challenge(verdict));
            return new AuthAnswer(AuthAnswer.UNAUTHENTICATED, headers);
        }
        headers.put(REASON, verdict.reason().documentName());
        headers.put(
                ERROR,
                Base64.getEncoder().encodeToString(DenialText.body(verdict).getBytes(StandardCharsets.US_ASCII)));
        return new AuthAnswer(AuthAnswer.REFUSED, headers);
    }

    private static Optional<Place> place(Mesh mesh, Headers headers) {
        boolean dev = one(headers, ENDPOINT)
                .filter(Endpoint.DEV.documentName()::equals)
                .isPresent();
        return one(headers, WORKSPACE)
                .filter(_ -> dev)
                .map(name -> name.split("/", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new DocumentRef(KIND, parts[0], parts[1]))
                .filter(ref -> mesh.site(ref).isPresent())
                .map(ref -> new Place(ref, Endpoint.DEV));
    }

    /// Two tokens are none of ours: joined they are malformed.
    private static Optional<String> token(Mesh mesh, Optional<Place> place, Headers headers) {
        return place.flatMap(there -> mesh.site(there.workspace()))
                .map(site -> TokenHeader.of(site.workspace().credential()))
                .flatMap(where -> {
                    List<String> values = headers.all(where.header());
                    return where.token(values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values)));
                });
    }

    /// Nginx sends each of them once. More are an attack or a mistake, and then there is none.
    private static Optional<String> one(Headers headers, String name) {
        List<String> values = headers.all(name);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static Optional<InetAddress> address(String text) {
        return InetAddresses.isInetAddress(text) ? Optional.of(InetAddresses.forString(text)) : Optional.empty();
    }

    /// A subject may hold anything; a header holds visible ASCII. Other bytes, and `%`, are percent-encoded.
    private static String visible(String text) {
        var out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '%') {
                out.append((char) b);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return out.toString();
    }
}
