package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.route.PathTemplate;
import io.synapsemesh.core.route.Route;
import io.synapsemesh.core.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/// Requests to one world, from one seed. Most random requests are refused for the dullest reason, so they are drawn
/// around the border: some that core allows, and for each of these neighbours that differ in one thing.
final class Questions {
    private static final int TRIES = 6_000;
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");
    private static final List<String> QUERIES =
            List.of("?api-version=2020-12-01", "?", "?x=/../;%2e&y=//", "?a=b?c=/pipelines/x");

    private final World world;
    private final PolicyIr policy;
    private final RouteTable routes;
    private final List<MeshToken> tokens;
    private final Random random;

    Questions(World world, PolicyIr policy, RouteTable routes, List<MeshToken> tokens, long seed) {
        this.world = world;
        this.policy = policy;
        this.routes = routes;
        this.tokens = tokens;
        this.random = new Random(seed);
    }

    /// A third each: allowed by core, the nearest denied to those, anything. Where core allows less, there is more of
    /// anything.
    List<Question> draw(int count) {
        var drawn = new ArrayList<Question>();
        for (int i = 0; i < TRIES && drawn.size() < count * 2 / 3; i++) {
            Question allowed = anything();
            if (passes(allowed)) {
                drawn.add(allowed);
                nearestDenied(allowed).ifPresent(drawn::add);
            }
        }
        while (drawn.size() < count) {
            drawn.add(anything());
        }
        return drawn;
    }

    /// Anything at all.
    List<Question> drawAnything(int count) {
        var drawn = new ArrayList<Question>();
        while (drawn.size() < count) {
            drawn.add(anything());
        }
        return drawn;
    }

    private Optional<Question> nearestDenied(Question allowed) {
        for (int i = 0; i < 12; i++) {
            Question near = neighbour(allowed);
            if (!passes(near)) {
                return Optional.of(near);
            }
        }
        return Optional.empty();
    }

    private boolean passes(Question question) {
        return question.decide(routes, policy) instanceof Decision.Allow;
    }

    private Question anything() {
        Question any = new Question(
                world, pick(Cast.CARRIERS), pick(Cast.SOURCES), token(), "GET", "/");
        return somewhere(any);
    }

    private Optional<MeshToken> token() {
        return random.nextInt(5) == 0 ? Optional.empty() : Optional.of(pick(tokens));
    }

    private Question neighbour(Question of) {
        return switch (random.nextInt(8)) {
            case 0 -> of.by(pick(Cast.CARRIERS));
            case 1 -> of.from(pick(Cast.SOURCES));
            case 2 -> of.with(Optional.empty());
            case 3, 4 -> of.with(Optional.of(pick(tokens)));
            case 5 -> of.on(pick(METHODS), of.target());
            case 6 -> somewhere(of);
            default -> of.on(of.method(), otherItem(of.target()));
        };
    }

    /// The same path with one segment replaced, or one more.
    private String otherItem(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        var segments = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
        int at = random.nextInt(segments.size() + 1);
        if (at == segments.size()) {
            segments.add(pick(Cast.SPELLINGS));
        } else {
            segments.set(at, pick(Cast.SPELLINGS));
        }
        return "/" + String.join("/", segments);
    }

    private Question somewhere(Question of) {
        if (random.nextInt(8) == 0) {
            return of.on(pick(METHODS.subList(0, 4)), unknownPath() + query());
        }
        Route row = pick(routes.routes());
        String path = row.template().segments().stream().map(this::segment).collect(Collectors.joining("/", "/", ""));
        String slash = random.nextInt(25) == 0 ? "/" : "";
        return of.on(pick(List.copyOf(row.methods())), path + slash + query());
    }

    private String segment(PathTemplate.Segment segment) {
        return switch (segment) {
            case PathTemplate.Segment.Literal(String text) -> cased(text);
            case PathTemplate.Segment.Variable ignored -> pick(Cast.SPELLINGS);
            case PathTemplate.Segment.Rest ignored ->
                random.nextBoolean() ? pick(Cast.SPELLINGS) : pick(Cast.SPELLINGS) + "/" + pick(Cast.SPELLINGS);
        };
    }

    private String unknownPath() {
        if (random.nextInt(4) == 0) {
            return pick(List.of("/", "/nothing/here", "/pipelines/", "/preview", "/workspace/x"));
        }
        return cased(pick(Cast.UNKNOWN_PREFIXES)) + pick(List.of("", "", "/deep", "/a/b", "y", "/", ".v2", "%20z"));
    }

    private String query() {
        return random.nextInt(4) == 0 ? pick(QUERIES) : "";
    }

    /// Now and then in upper case: segments compare without case.
    private String cased(String text) {
        return random.nextInt(4) == 0 ? text.toUpperCase(Locale.ROOT) : text;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
