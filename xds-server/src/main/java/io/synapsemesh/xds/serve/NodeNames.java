package io.synapsemesh.xds.serve;

import io.envoyproxy.envoy.type.matcher.v3.NodeMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.grpc.Status;
import java.util.List;
import java.util.function.Predicate;

/// CSDS node matchers over `namespace/name`. A matcher we do not evaluate is an error, never a match.
final class NodeNames {
    private NodeNames() {}

    static Predicate<String> of(List<NodeMatcher> matchers) {
        if (matchers.isEmpty()) {
            return _ -> true;
        }
        Predicate<String> any = _ -> false;
        for (NodeMatcher matcher : matchers) {
            if (matcher.getNodeMetadatasCount() > 0 || !matcher.hasNodeId()) {
                throw unsupported();
            }
            any = any.or(of(matcher.getNodeId()));
        }
        return any;
    }

    private static Predicate<String> of(StringMatcher matcher) {
        boolean folds = matcher.getIgnoreCase();
        return switch (matcher.getMatchPatternCase()) {
            case EXACT ->
                name -> name.regionMatches(folds, 0, matcher.getExact(), 0, name.length())
                        && name.length() == matcher.getExact().length();
            case PREFIX ->
                name -> name.regionMatches(
                        folds, 0, matcher.getPrefix(), 0, matcher.getPrefix().length());
            case SUFFIX -> {
                String suffix = matcher.getSuffix();
                yield name -> name.regionMatches(folds, name.length() - suffix.length(), suffix, 0, suffix.length());
            }
            case CONTAINS, SAFE_REGEX, CUSTOM, MATCHPATTERN_NOT_SET -> throw unsupported();
        };
    }

    private static RuntimeException unsupported() {
        return Status.INVALID_ARGUMENT
                .withDescription("node_matchers: only node_id with exact, prefix or suffix is supported")
                .asRuntimeException();
    }
}
