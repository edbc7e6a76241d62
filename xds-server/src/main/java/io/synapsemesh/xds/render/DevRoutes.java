package io.synapsemesh.xds.render;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.model.EndpointAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The routes of a `dev` endpoint: the route table, row by row, between a refusal of what is not canonical and a
/// catch-all that has no grant. Each says in its metadata what it requires; who has it is RBAC's, so policy never
/// touches routes.
final class DevRoutes {
    private DevRoutes() {}

    static Rendered render(WorkspaceInput input, EndpointAddress address) {
        String name = Names.endpoint(input.workspace().ref(), Endpoint.DEV);
        String upstream = Names.upstream(input.workspace().ref(), Endpoint.DEV);
        String scope = Scope.WORKSPACE.print(input.policy().name());
        String authorizer = Names.authorizer(input.workspace().ref());
        var host = VirtualHost.newBuilder()
                .setName(address.host())
                .addDomains(address.host())
                .putTypedPerFilterConfig(authorizer, AuthorizerFilter.about(input.workspace()));
        host.addRoutes(answer("path-too-long", matchRegex(PathRegex.TOO_LONG), 400, authorizer));
        host.addRoutes(answer("path-not-canonical", notCanonical(), 400, authorizer));
        for (io.synapsemesh.core.route.Route row : input.routes().routes()) {
            host.addRoutes(row(row, scope, upstream));
        }
        host.addRoutes(unknown(scope, upstream));
        // The chain was chosen by SNI: a request for another host has no business on it.
        var otherHost = VirtualHost.newBuilder()
                .setName("other-host")
                .addDomains("*")
                .addRoutes(answer("other-host", RouteMatch.newBuilder().setPrefix(""), 404, authorizer));
        var routes = RouteConfiguration.newBuilder()
                .setName(name)
                .addVirtualHosts(host)
                .addVirtualHosts(otherHost)
                .setMetadata(OriginMetadata.of(input.workspace().origin()));
        return Rendered.of(name, routes.build(), input.workspace().origin());
    }

    private static Route row(io.synapsemesh.core.route.Route row, String scope, String upstream) {
        var methods = HeaderMatcher.newBuilder()
                .setName(":method")
                .setStringMatch(
                        row.methods().size() == 1
                                ? Strings.exact(row.methods().first())
                                : Strings.regex(String.join("|", row.methods())));
        var metadata = new TreeMap<String, String>();
        row.origin().ifPresent(origin -> metadata.putAll(OriginMetadata.fields(origin)));
        metadata.put("route", row.id());
        metadata.put("action", actions(row));
        metadata.put("scope", scope);
        metadata.put(RequirementSet.KEY, RequirementSet.of(row).id());
        return Route.newBuilder()
                .setName(row.id())
                .setMatch(matchRegex(PathRegex.of(row.template())).addHeaders(methods))
                .setMetadata(OriginMetadata.of(metadata))
                .setRoute(to(upstream))
                .build();
    }

    private static String actions(io.synapsemesh.core.route.Route row) {
        return row.requirements().stream()
                .map(requirement -> requirement.action().fullName())
                .collect(Collectors.joining(", "));
    }

    private static Route unknown(String scope, String upstream) {
        Metadata metadata = OriginMetadata.of(Map.of(
                "route",
                "unknown",
                "action",
                DataAction.UNKNOWN_ROUTE.fullName(),
                "scope",
                scope,
                RequirementSet.KEY,
                RequirementSet.UNKNOWN_ROUTE));
        return Route.newBuilder()
                .setName("unknown")
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setMetadata(metadata)
                .setRoute(to(upstream))
                .build();
    }

    private static Route answer(String name, RouteMatch.Builder match, int status, String authorizer) {
        return Route.newBuilder()
                .setName(name)
                .setMatch(match)
                .setMetadata(OriginMetadata.of(Map.of("route", name, RequirementSet.KEY, RequirementSet.ANSWERED_HERE)))
                .putTypedPerFilterConfig(authorizer, AuthorizerFilter.none())
                .setDirectResponse(DirectResponseAction.newBuilder().setStatus(status))
                .build();
    }

    private static RouteMatch.Builder notCanonical() {
        return RouteMatch.newBuilder()
                .setPrefix("")
                .addHeaders(HeaderMatcher.newBuilder()
                        .setName(":path")
                        .setStringMatch(Strings.regex(PathRegex.CANONICAL_TARGET))
                        .setInvertMatch(true));
    }

    private static RouteMatch.Builder matchRegex(String regex) {
        return RouteMatch.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex(regex));
    }

    /// No limit on the whole request: a statement may run for an hour. What rests for that long is ended.
    static RouteAction to(String cluster) {
        return RouteAction.newBuilder()
                .setCluster(cluster)
                .setTimeout(Seconds.of(0))
                .setIdleTimeout(Seconds.IDLE)
                .setRetryPolicy(neverSent())
                .build();
    }

    /// Only what cannot have reached Synapse is tried again: most of its POSTs are not idempotent.
    private static RetryPolicy neverSent() {
        return RetryPolicy.newBuilder()
                .setRetryOn("connect-failure,refused-stream")
                .setNumRetries(UInt32Value.of(2))
                .build();
    }
}
