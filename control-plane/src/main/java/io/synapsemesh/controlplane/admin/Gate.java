package io.synapsemesh.controlplane.admin;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.synapsemesh.core.diagnostic.Code;
import java.util.Locale;
import java.util.Set;

/// In front of every route: the name the caller used must be ours, so that a web page cannot reach the API through a
/// DNS
/// name that points here, and the caller must be an operator.
final class Gate {
    private static final String SCHEME = "Bearer ";

    private final Set<String> hosts;
    private final Operators operators;

    /// @param hosts lower case, without port
    Gate(Set<String> hosts, Operators operators) {
        this.hosts = Set.copyOf(hosts);
        this.operators = operators;
    }

    /// @return the operator's name
    String admit(ServerRequest request) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (!hosts.contains(withoutPort(host).toLowerCase(Locale.ROOT))) {
            throw new ApiProblem(
                    421,
                    Code.SYN1211,
                    "the admin API does not answer under this Host",
                    "Use http://127.0.0.1 or http://localhost.");
        }
        String credential = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        if (!credential.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("there is no operator token");
        }
        return operators
                .authenticate(credential.substring(SCHEME.length()).strip())
                .orElseThrow(() -> refused("the operator token is not the one of this control plane"));
    }

    private static ApiProblem refused(String message) {
        return new ApiProblem(
                401,
                Code.SYN1206,
                message,
                "Give --token-file or --data-dir: the token is the file operator.token in the data directory.");
    }

    private static String withoutPort(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        return end <= 0 ? host : host.substring(0, end);
    }
}
