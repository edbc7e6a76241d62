package io.synapsemesh.identity.decide;

import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.policy.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The event of one decision of the mapper. Holds no token and no query.
final class Evidence {
    private Evidence() {}

    /// @param operation method and route template, on `dev`
    static Event.Decided of(
            Question question,
            Optional<Site> site,
            Optional<String> operation,
            Ruling ruling,
            Verdict verdict,
            Instant time,
            long nanos) {
        boolean onDev = question.point() != Point.EXT_AUTHZ_NETWORK;
        Question.Trail trail = question.trail();
        return new Event.Decided(
                time,
                question.point().documentName(),
                question.asker().proxy().qualifiedName(),
                question.place().map(place -> place.workspace().qualifiedName()).orElse(""),
                question.place().map(place -> place.endpoint().documentName()).orElse(""),
                site.flatMap(there -> destination(question, there)),
                question.carrier(),
                ruling.who().caller(),
                ruling.who().actor(),
                ruling.who().provider(),
                ruling.who().groups(),
                verdict.required(),
                verdict.allowed(),
                verdict.reason().documentName(),
                verdict.allowed() && verdict.reason() != Reason.GRANTED,
                Optional.of(new Event.Grounds(
                        verdict.missing(),
                        verdict.determining(),
                        Optional.of(verdict.epoch()),
                        Optional.of(verdict.decisionId()))),
                operation,
                onDev ? Optional.of(path(question.target())) : Optional.empty(),
                verdict.allowed() ? Optional.empty() : Optional.of(verdict.status()),
                Optional.of(address(question.source(), trail.sourcePort())),
                0,
                0,
                Optional.of(Duration.ofNanos(nanos)),
                trail.requestId(),
                trail.traceId(),
                trail.certificateSha256());
    }

    private static Optional<Event.Destination> destination(Question question, Site site) {
        return question.place().flatMap(place -> {
            EndpointAddress address = site.workspace().endpoints().get(place.endpoint());
            return address == null
                    ? Optional.empty()
                    : Optional.of(new Event.Destination(
                            address.host(), address.port(), site.workspace().identity()));
        });
    }

    /// Also where it is not canonical: what cannot be read stands before the first mark of a query or fragment.
    private static String path(String target) {
        int query = target.indexOf('?');
        int fragment = target.indexOf('#');
        int end = query < 0 ? fragment : fragment < 0 ? query : Math.min(query, fragment);
        return end < 0 ? target : target.substring(0, end);
    }

    private static String address(InetAddress source, int port) {
        String host = source.getHostAddress();
        return source instanceof Inet6Address ? "[" + host + "]:" + port : host + ":" + port;
    }
}
