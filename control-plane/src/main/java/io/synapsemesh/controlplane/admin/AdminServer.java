package io.synapsemesh.controlplane.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin API: HTTP on port 8088, loopback by default. Every route is behind [Gate]; every write is in the audit
/// log,
/// with the operator's name, before it is done.
public final class AdminServer implements AutoCloseable {
    static final int BODY_BYTES_MAX = 256 << 10;
    static final int CONNECTIONS_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String JSON = "application/json";
    private static final String TRUST = "TrustBundle";

    private final WebServer server;
    private final EventStream events;

    /// What the API is made of.
    ///
    /// @param hosts names it answers under, lower case, without port
    /// @param ids makes decision ids
    public record Wiring(
            InetSocketAddress address,
            Set<String> hosts,
            Operators operators,
            Readings readings,
            PolicyBook policies,
            Callers callers,
            Actions actions,
            EventSink audit,
            EventFeed feed,
            Clock clock,
            Supplier<String> ids) {}

    private AdminServer(WebServer server, EventStream events) {
        this.server = server;
        this.events = events;
    }

    /// @throws UncheckedIOException if the port is taken
    public static AdminServer start(Wiring wiring) {
        Jul.quiet();
        var events = new EventStream(wiring.feed());
        var routes = new Routes(wiring);
        var gate = new Gate(wiring.hosts(), wiring.operators());
        var routing = HttpRouting.builder()
                .get(
                        "/api/v1/status",
                        routes.read(
                                gate,
                                () -> routes.list(
                                        "StatusList", wiring.readings().status())))
                .get(
                        "/api/v1/proxies",
                        routes.read(
                                gate,
                                () -> routes.list("ProxyList", wiring.readings().proxies())))
                .get(
                        "/api/v1/certs",
                        routes.read(
                                gate,
                                () -> routes.list("CertList", wiring.readings().certs())))
                .post(
                        "/api/v1/decide",
                        routes.ask(gate, body -> routes.judge.explain(body).decision()))
                .post("/api/v1/explain", routes.ask(gate, body -> routes.judge.explain(body)))
                .post(
                        "/api/v1/tokens/revoke",
                        routes.write(gate, "NodeToken", "revoked", "id", wiring.actions()::revokeToken))
                .post(
                        "/api/v1/certs/rotate",
                        routes.write(gate, "Certificate", "rotated", "identity", wiring.actions()::rotate))
                .get(
                        "/api/v1/certs/roots",
                        routes.read(
                                gate,
                                () -> routes.list("RootList", wiring.readings().roots())))
                .post("/api/v1/certs/roots/forecast", routes.forecast(gate))
                .post("/api/v1/certs/roots/rotate", routes.orderRoot(gate))
                .post("/api/v1/certs/roots/ack", routes.acknowledgeRoot(gate))
                .get(
                        "/api/v1/trust",
                        routes.read(
                                gate,
                                () -> routes.list("PeerList", wiring.readings().peers())))
                .get("/api/v1/trust/bundle", routes.ownBundle(gate))
                .post("/api/v1/trust/import", routes.importBundle(gate))
                .post(
                        "/api/v1/trust/refresh",
                        routes.write(gate, TRUST, "refreshed", "trustDomain", wiring.actions()::refreshBundle))
                .get("/api/v1/events", (request, response) -> {
                    gate.admit(request);
                    events.serve(response);
                })
                .any((request, response) -> {
                    gate.admit(request);
                    throw new ApiProblem(404, Code.SYN1211, "there is no such route", "See docs/api.md.");
                })
                .error(
                        ApiProblem.class,
                        (request, response, problem) -> send(response, problem.status(), problem.body()))
                .error(Exception.class, AdminServer::failed);
        var server = WebServer.builder()
                .address(wiring.address().getAddress())
                .port(wiring.address().getPort())
                .maxTcpConnections(CONNECTIONS_MAX)
                .maxPayloadSize(BODY_BYTES_MAX)
                .shutdownHook(false)
                .routing(routing)
                .build();
        return new AdminServer(server.start(), events);
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        events.close();
        server.stop();
    }

    private static void failed(ServerRequest request, ServerResponse response, Exception failure) {
        LOG.error("a request of the admin API failed: path={}", request.path().path(), failure);
        var problem =
                new ApiProblem(500, Code.SYN1211, "the control plane failed to answer", "Look into the log of serve.");
        send(response, 500, problem.body());
    }

    private static void send(ServerResponse response, int status, Object body) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, JSON)
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .send(Json.bytes(body));
    }

    /// The handlers, each behind the gate.
    private static final class Routes {
        private final Wiring wiring;
        private final Judge judge;

        Routes(Wiring wiring) {
            this.wiring = wiring;
            this.judge = new Judge(wiring.policies(), wiring.callers(), wiring.ids());
        }

        io.helidon.webserver.http.Handler read(Gate gate, Supplier<Object> answer) {
            return (request, response) -> {
                gate.admit(request);
                send(response, 200, answer.get());
            };
        }

        Object list(String kind, Object items) {
            return Json.Items.of(kind, items);
        }

        io.helidon.webserver.http.Handler ask(Gate gate, Function<DecideRequest, Object> answer) {
            return (request, response) -> {
                gate.admit(request);
                send(response, 200, answer.apply(body(request, DecideRequest.class)));
            };
        }

        io.helidon.webserver.http.Handler write(
                Gate gate, String kind, String verb, String field, Function<String, Actions.Outcome> action) {
            return (request, response) -> {
                String operator = gate.admit(request);
                String name = field(request, field);
                audit(kind, name, verb, operator);
                answer(response, action.apply(name));
            };
        }

        io.helidon.webserver.http.Handler forecast(Gate gate) {
            return (request, response) -> {
                gate.admit(request);
                String authority = field(request, "authority");
                send(
                        response,
                        200,
                        wiring.readings()
                                .rootForecast(authority)
                                .orElseThrow(() -> unknown("there is no authority " + authority)));
            };
        }

        io.helidon.webserver.http.Handler orderRoot(Gate gate) {
            return (request, response) -> {
                String operator = gate.admit(request);
                var order = RootOrder.parse(body(request, JsonNode.class));
                audit("Root", order.authority(), order.verb().text(), operator);
                answer(response, wiring.actions().orderRoot(operator, order));
            };
        }

        io.helidon.webserver.http.Handler acknowledgeRoot(Gate gate) {
            return (request, response) -> {
                String operator = gate.admit(request);
                String member = field(request, "name");
                audit("GateMember", member, "acknowledged", operator);
                answer(response, wiring.actions().acknowledgeRoot(operator, member));
            };
        }

        io.helidon.webserver.http.Handler ownBundle(Gate gate) {
            return (request, response) -> {
                gate.admit(request);
                byte[] json = wiring.readings().ownBundle().orElseThrow(() -> unknown("the mesh has no roots yet"));
                response.header(HeaderNames.CONTENT_TYPE, JSON)
                        .header(HeaderNames.CACHE_CONTROL, "no-store")
                        .send(json);
            };
        }

        /// The body is the bundle itself, byte by byte: read into JSON and written again it would be another.
        io.helidon.webserver.http.Handler importBundle(Gate gate) {
            return (request, response) -> {
                String operator = gate.admit(request);
                String domain = request.query().first("trustDomain").orElse("");
                if (domain.isBlank()) {
                    throw ApiProblem.badRequest("trustDomain is missing", "Add ?trustDomain=NAME to the address.");
                }
                byte[] json = bytes(request);
                audit(TRUST, domain, "imported", operator);
                answer(response, wiring.actions().importBundle(operator, domain, json));
            };
        }

        private static String field(ServerRequest request, String field) {
            String name = body(request, JsonNode.class).path(field).asText("");
            if (name.isBlank()) {
                throw ApiProblem.badRequest(field + " is missing", "Add " + field + " to the request body.");
            }
            return name;
        }

        private void audit(String kind, String name, String verb, String operator) {
            var ref = new DocumentRef(kind, "", name);
            wiring.audit().accept(new Event.Configured(wiring.clock().instant(), ref, 0, verb, operator));
        }

        private static void answer(ServerResponse response, Actions.Outcome outcome) {
            switch (outcome) {
                case Actions.Outcome.Done(String text) -> send(response, 200, new Done(Json.API_VERSION, "Done", text));
                case Actions.Outcome.Unknown(String text) -> throw unknown(text);
                case Actions.Outcome.Failed(String text) ->
                    throw new ApiProblem(409, Code.SYN1211, text, "Put right what it names, and try again.");
            }
        }

        private static ApiProblem unknown(String text) {
            return new ApiProblem(404, Code.SYN1211, text, "See the list for what there is.");
        }

        private record Done(String apiVersion, String kind, String message) {}

        private static byte[] bytes(ServerRequest request) {
            try (InputStream in = request.content().inputStream()) {
                byte[] bytes = in.readNBytes(BODY_BYTES_MAX + 1);
                if (bytes.length > BODY_BYTES_MAX) {
                    throw ApiProblem.badRequest("the body is too large", "Send at most 256 KiB.");
                }
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static <T> T body(ServerRequest request, Class<T> type) {
            byte[] bytes = bytes(request);
            try {
                T value = Json.mapper().readValue(bytes, type);
                if (value == null) {
                    throw ApiProblem.badRequest("the body is null", "Send a JSON object.");
                }
                return value;
            } catch (JsonProcessingException e) {
                throw ApiProblem.badRequest(
                        "the body is not the JSON this route takes: "
                                + e.getOriginalMessage().lines().findFirst().orElse(""),
                        "See docs/api.md.");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
