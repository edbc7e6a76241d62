package io.synapsemesh.identity.decide;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PathReading;
import io.synapsemesh.core.policy.Decider;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.policy.Request;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.identity.exchange.MeshToken;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.SynapseTokens;
import io.synapsemesh.identity.token.TokenReader;
import io.synapsemesh.identity.token.TokenReading;
import io.synapsemesh.identity.token.VerifiedToken;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where every decision of the mapper is made, whoever asks and however: the question is judged by `core`, with the
/// caller its token proves, and is in the log before it is answered.
///
/// Fails closed. Whatever throws or takes longer than the deadline (keys, a directory, a token for Synapse, the log)
/// denies: `InternalError`, `AuthorizerTimeout`. What depends on nothing but the token is decided on the caller's
/// thread; only what may have to wait is given one of its own.
///
/// Equal questions in one moment of the mesh share a decision ([DecisionKey]). Safe for many threads.
public final class DecisionDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionDesk.class);
    private static final SynapseToken CALLERS_OWN = new SynapseToken.CallersOwn();
    private static final String TRY_AGAIN = "Try again.";

    private final Ports ports;
    private final DeskLimits limits;
    private final Clock clock;
    private final Deadline deadline;
    private final DecisionCache cache;
    private final DecisionIds ids;
    private final AtomicLong revision = new AtomicLong();

    /// What the desk asks.
    ///
    /// @param mesh the moment that is now
    /// @param upstream asked about requests that are allowed, for gateways that showed their certificate
    /// @param events decisions are accepted here before they are answered
    public record Ports(
            Supplier<Mesh> mesh,
            TokenReader tokens,
            Memberships memberships,
            SynapseTokens upstream,
            EventSink events,
            DeskListener listener) {}

    /// @param random for the part of decision ids that differs between processes
    public DecisionDesk(Ports ports, DeskLimits limits, Clock clock, RandomGenerator random) {
        this.ports = ports;
        this.limits = limits;
        this.clock = clock;
        this.deadline = new Deadline(limits.deadline(), limits.waiting());
        this.cache = new DecisionCache(limits.cacheBytes());
        this.ids = new DecisionIds(random.nextLong());
    }

    /// What a question is prepared with and decided in.
    public Mesh now() {
        return ports.mesh().get();
    }

    /// Nothing decided until now is used again: somebody's groups changed, or the reader of tokens is another.
    public void forget() {
        revision.incrementAndGet();
    }

    /// Total: every question has a verdict.
    public Verdict decide(Mesh mesh, Question question) {
        long began = System.nanoTime();
        var matter = new Matter(mesh, question, revision.get());
        Settled settled;
        try {
            settled = settle(matter);
        } catch (RuntimeException | StackOverflowError e) {
            settled = new Settled(failed(matter, e), CALLERS_OWN);
        }
        return logged(matter, settled, began);
    }

    /// A question that cannot be put as it should: refused for `reason`, and logged as all are.
    public Verdict refuse(Mesh mesh, Question question, Reason reason, String why) {
        var matter = new Matter(mesh, question, revision.get());
        var settled = new Settled(matter.refused(reason, why, ""), CALLERS_OWN);
        return logged(matter, settled, System.nanoTime());
    }

    @Override
    public void close() {
        deadline.close();
    }

    /// A question with what was found out about it on the way, for the log.
    private static final class Matter {
        private final Mesh mesh;
        private final Question question;
        private final long revision;
        private Optional<Site> site = Optional.empty();
        private Optional<String> operation = Optional.empty();
        private Optional<Required> required = Optional.empty();

        Matter(Mesh mesh, Question question, long revision) {
            this.mesh = mesh;
            this.question = question;
            this.revision = revision;
        }

        Ruling refused(Reason reason, String why, String fix) {
            return Ruling.refused(reason, pairs(), Ruling.Who.nobody(question.carrier()), why, fix);
        }

        List<Event.RequiredPair> pairs() {
            return required.isEmpty() || site.isEmpty()
                    ? List.of()
                    : Ruling.pairs(required.get(), site.get().policy().name());
        }
    }

    private record Settled(Ruling ruling, SynapseToken upstream) {}

    private Settled settle(Matter matter) {
        Ruling ruling = ruling(matter);
        boolean injects = matter.question.point() == Point.EXT_AUTHZ
                && matter.site
                        .filter(site -> site.workspace().credential().injects())
                        .isPresent();
        return ruling.allowed() && injects ? injected(matter, ruling) : new Settled(ruling, CALLERS_OWN);
    }

    private Ruling ruling(Matter matter) {
        Question question = matter.question;
        Optional<Place> place = question.place().filter(there -> isAttached(matter.mesh, question, there));
        matter.site = place.flatMap(there -> matter.mesh.site(there.workspace()));
        if (place.isEmpty() || matter.site.isEmpty()) {
            return matter.refused(
                    Reason.WORKSPACE_UNKNOWN,
                    "this proxy serves no such workspace",
                    "Use the host name of the endpoint.");
        }
        Endpoint endpoint = place.get().endpoint();
        if (endpoint.isSql() != (question.point() == Point.EXT_AUTHZ_NETWORK)) {
            return matter.refused(Reason.ENDPOINT_DISABLED, "this endpoint is not decided here", "");
        }
        matter.required = required(matter, endpoint);
        if (matter.required.isEmpty()) {
            return matter.refused(Reason.AMBIGUOUS_PATH, "", "");
        }
        return judged(matter, place.get(), matter.required.get());
    }

    /// Never trust a name: a proxy is answered about the workspaces its document attaches it to.
    private static boolean isAttached(Mesh mesh, Question question, Place place) {
        Asker asker = question.asker();
        Proxy proxy = mesh.proxy(asker.proxy()).orElse(null);
        return proxy != null
                && proxy.role() == question.point().role()
                && proxy.identity().equals(asker.identity())
                && proxy.attachments().contains(place.workspace());
    }

    private static Optional<Required> required(Matter matter, Endpoint endpoint) {
        if (endpoint.isSql()) {
            return Optional.of(new Required.Connection());
        }
        String method = matter.question.method();
        return switch (CanonicalPath.read(matter.question.target())) {
            case PathReading.Refused _ -> {
                matter.operation = Optional.of(method);
                yield Optional.empty();
            }
            case PathReading.Read(CanonicalPath path) -> {
                RouteTable.Found found = matter.mesh.routes().find(method, path);
                matter.operation = Optional.of(found.operation());
                yield Optional.of(found.required());
            }
        };
    }

    private Ruling judged(Matter matter, Place place, Required required) {
        Question question = matter.question;
        Site site = matter.site.orElseThrow();
        if (question.carrier().isEmpty()) {
            return matter.refused(
                    Reason.NO_CREDENTIAL,
                    "the connection has no certificate with exactly one SPIFFE id",
                    "Connect through the mesh.");
        }
        if (question.token().isEmpty() && question.point() == Point.AUTH_REQUEST) {
            return matter.refused(Reason.NO_CREDENTIAL, "there is no token", "Log in, or send a token of the mesh.");
        }
        Optional<Fingerprint> token = question.token().flatMap(Fingerprint::of);
        if (token.isEmpty() && question.token().isPresent()) {
            return awaited(matter, () -> decided(matter, site, place, required));
        }
        var key = new DecisionKey(
                question.carrier().get(),
                token,
                place.workspace(),
                place.endpoint(),
                required,
                question.source(),
                matter.mesh.epoch(),
                matter.revision);
        long now = clock.millis();
        Optional<Ruling> kept = cache.get(key, now);
        if (kept.isPresent()) {
            return kept.get();
        }
        Ruling made = question.token().isEmpty()
                ? decided(matter, site, place, required)
                : awaited(matter, () -> decided(matter, site, place, required));
        cache.keep(key, made, now);
        return made;
    }

    /// What waits for others, for as long as the deadline lets it.
    private Ruling awaited(Matter matter, Supplier<Ruling> work) {
        return switch (deadline.within(work)) {
            case Deadline.Done<Ruling>(Ruling ruling) -> ruling;
            case Deadline.Late<Ruling>() ->
                matter.refused(
                        Reason.AUTHORIZER_TIMEOUT, "what this decision waits for did not answer in time", TRY_AGAIN);
            case Deadline.Full<Ruling>() -> {
                ports.listener().limitReached("decisions-waiting");
                yield matter.refused(Reason.AUTHORIZER_TIMEOUT, "too many decisions wait", TRY_AGAIN);
            }
            case Deadline.Failed<Ruling>(Throwable failure) -> failed(matter, failure);
        };
    }

    private Ruling decided(Matter matter, Site site, Place place, Required required) {
        Question question = matter.question;
        List<Event.RequiredPair> pairs = matter.pairs();
        SpiffeId carrier = question.carrier().orElseThrow();
        if (question.token().isEmpty()) {
            var caller = new Caller.Carrier();
            Decision decision = decide(site, place, required, question, caller);
            return Ruling.of(
                    decision,
                    pairs,
                    who(caller, carrier),
                    carrier.uri(),
                    clock.millis() + limits.keptFor().toMillis());
        }
        return switch (ports.tokens().read(question.token().get())) {
            case TokenReading.Refused(Reason reason, String why, String fix) ->
                Ruling.refused(reason, pairs, Ruling.Who.nobody(question.carrier()), why, fix);
            case TokenReading.Verified(VerifiedToken token) -> {
                Known known = known(site, place, required, question, token);
                var caller = token.caller(known.groups());
                yield Ruling.of(
                        known.decision(), pairs, who(caller, carrier), id(token.principal()), keepUntil(token, known));
            }
        };
    }

    /// @param goodFor how long it would be the same; zero if somebody may know better in a moment
    private record Known(Decision decision, Groups groups, Duration goodFor) {}

    /// A directory is asked only where it can make a difference: more knowledge never takes an Allow away, for a Deny
    /// by group matches already where membership is not ruled out.
    private Known known(Site site, Place place, Required required, Question question, VerifiedToken token) {
        Decision first = decide(site, place, required, question, token.caller(token.groups()));
        SortedSet<String> mentioned = site.mentioned(token.provider());
        boolean settled = first instanceof Decision.Allow(var _, var wouldDeny) && wouldDeny.isEmpty();
        if (settled || token.groups().isComplete() || mentioned.isEmpty()) {
            return new Known(first, token.groups(), limits.keptFor());
        }
        Memberships.Found found = ports.memberships().find(token, mentioned);
        Decision second = decide(site, place, required, question, token.caller(found.groups()));
        return new Known(second, found.groups(), found.groups().isComplete() ? found.goodFor() : Duration.ZERO);
    }

    private static Decision decide(Site site, Place place, Required required, Question question, Caller caller) {
        return Decider.decide(
                site.policy(),
                new Request(question.carrier().orElseThrow(), caller, place.endpoint(), required, question.source()));
    }

    /// Not beyond the token's end.
    private long keepUntil(VerifiedToken token, Known known) {
        Duration most = known.goodFor().compareTo(limits.keptFor()) < 0 ? known.goodFor() : limits.keptFor();
        return Math.min(clock.millis() + most.toMillis(), token.expiresAt().toEpochMilli());
    }

    private Settled injected(Matter matter, Ruling ruling) {
        Question question = matter.question;
        if (question.asker().proof() != Asker.Proof.SVID) {
            return refused(ruling.refusedFor(
                    Reason.INTERNAL_ERROR,
                    "the gateway asks without its certificate, and is given no token",
                    "Let the gateway show its certificate to the control plane."));
        }
        var site = matter.site.orElseThrow();
        return switch (deadline.within(() -> upstream(site, question))) {
            case Deadline.Done<SynapseToken>(SynapseToken upstream) -> injected(site, ruling, upstream);
            case Deadline.Late<SynapseToken>() ->
                refused(ruling.refusedFor(
                        Reason.AUTHORIZER_TIMEOUT, "the token for Synapse did not come in time", TRY_AGAIN));
            case Deadline.Full<SynapseToken>() -> {
                ports.listener().limitReached("decisions-waiting");
                yield refused(ruling.refusedFor(Reason.AUTHORIZER_TIMEOUT, "too many decisions wait", TRY_AGAIN));
            }
            case Deadline.Failed<SynapseToken>(Throwable failure) -> refused(failed(matter, failure));
        };
    }

    private static Settled injected(Site site, Ruling ruling, SynapseToken upstream) {
        return switch (upstream) {
            case SynapseToken.Token _ -> new Settled(ruling, upstream);
            case SynapseToken.Challenge _ ->
                new Settled(
                        ruling.refusedFor(
                                Reason.NO_CREDENTIAL, "your tenant wants more of you first", "Sign in again."),
                        upstream);
            case SynapseToken.Refused(Reason reason, String why, String fix) ->
                refused(ruling.refusedFor(reason, why, fix));
            case SynapseToken.Unavailable(String why, var _) -> {
                LOG.warn(
                        "there is no token for Synapse: workspace={} reason={}",
                        site.workspace().ref(),
                        why);
                yield refused(
                        ruling.refusedFor(Reason.INTERNAL_ERROR, "the mesh has no token for Synapse now", TRY_AGAIN));
            }
            // Asked only where the credential is not the caller's own: going on without one would be a bug of ours.
            case SynapseToken.CallersOwn() ->
                refused(ruling.refusedFor(Reason.INTERNAL_ERROR, "the mesh has no token for Synapse", TRY_AGAIN));
        };
    }

    private static Settled refused(Ruling ruling) {
        return new Settled(ruling, CALLERS_OWN);
    }

    /// Reads the token again rather than keep it beside each decision.
    private SynapseToken upstream(Site site, Question question) {
        if (question.token().isEmpty()) {
            return ports.upstream().token(site.workspace(), Optional.empty());
        }
        String compact = question.token().get();
        return switch (ports.tokens().read(compact)) {
            case TokenReading.Verified(VerifiedToken token) ->
                ports.upstream().token(site.workspace(), Optional.of(MeshToken.of(token, compact)));
            case TokenReading.Refused(Reason reason, String why, String fix) ->
                new SynapseToken.Refused(reason, why, fix);
        };
    }

    /// Its message is not printed: it may hold what the caller sent.
    private Ruling failed(Matter matter, Throwable failure) {
        LOG.error(
                "a decision failed and is a denial: point={} workspace={} failure={}",
                matter.question.point().documentName(),
                matter.question.place().map(Place::workspace).orElse(null),
                failure.getClass().getName());
        LOG.debug("where it failed", failure);
        return matter.refused(Reason.INTERNAL_ERROR, "the mesh could not decide this request", TRY_AGAIN);
    }

    private Verdict logged(Matter matter, Settled settled, long began) {
        long epoch = matter.mesh.epoch();
        Ruling ruling = settled.ruling();
        Verdict verdict = ruling.verdict(epoch, ids.next(clock.millis()), settled.upstream());
        long nanos = System.nanoTime() - began;
        try {
            ports.events()
                    .accept(Evidence.of(
                            matter.question, matter.site, matter.operation, ruling, verdict, clock.instant(), nanos));
        } catch (RuntimeException e) {
            LOG.error(
                    "a decision cannot be logged and is a denial: failure={}",
                    e.getClass().getName());
            verdict = ruling.refusedFor(Reason.INTERNAL_ERROR, "the mesh could not log this decision", TRY_AGAIN)
                    .verdict(epoch, verdict.decisionId(), CALLERS_OWN);
        }
        ports.listener().decided(matter.question.point(), verdict, nanos);
        return verdict;
    }

    private static Ruling.Who who(Caller caller, SpiffeId carrier) {
        String carried = new Principal.Workload(carrier).print();
        return switch (caller) {
            case Caller.Carrier() ->
                new Ruling.Who(
                        Optional.of(carried), Optional.empty(), Optional.empty(), Optional.empty(), List.of(carried));
            case Caller.Bearer bearer -> {
                var texts = new ArrayList<String>();
                texts.add(bearer.principal().print());
                bearer.actor().ifPresent(actor -> texts.add(actor.print()));
                texts.add(carried);
                yield new Ruling.Who(
                        Optional.of(bearer.principal().print()),
                        bearer.actor().map(Principal::print),
                        Optional.of(bearer.provider()),
                        Optional.of(word(bearer.groups())),
                        List.copyOf(texts));
            }
        };
    }

    private static String word(Groups groups) {
        return switch (groups) {
            case Groups.Complete _ -> "Complete";
            case Groups.Partial _ -> "Partial";
            case Groups.Unknown() -> "Unknown";
        };
    }

    /// As Synapse names a principal in its refusals.
    private static String id(Principal principal) {
        return switch (principal) {
            case Principal.Workload(SpiffeId id) -> id.uri();
            case Principal.User(var _, var _, String id) -> id;
            case Principal.ServicePrincipal(var _, String appId) -> appId;
            case Principal.Claims(var _, String subject) -> subject;
            case Principal.Anonymous() -> "anonymous";
        };
    }
}
