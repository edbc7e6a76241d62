package io.synapsemesh.controlplane.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.util.Optional;

/// The part of the line that only a decision has.
final class DecidedLine {
    private DecidedLine() {}

    static void write(JsonGenerator json, Event.Decided event) throws IOException {
        json.writeNumberField("action_id", event.allowed() ? 1 : 2);
        json.writeNumberField("disposition_id", event.allowed() ? 1 : 2);
        actor(json, event);
        source(json, event);
        destination(json, event);
        if (event.operation().isPresent() || event.requestId().isPresent()) {
            api(json, event);
        }
        if (event.path().isPresent()) {
            httpRequest(json, event.operation(), event.path().get());
        }
        json.writeObjectFieldStart("traffic");
        json.writeNumberField("bytes_in", event.bytesIn());
        json.writeNumberField("bytes_out", event.bytesOut());
        json.writeEndObject();
        own(json, event);
    }

    private static void actor(JsonGenerator json, Event.Decided event) throws IOException {
        if (event.caller().isEmpty()) {
            return;
        }
        CallerText caller = CallerText.read(event.caller().get());
        json.writeObjectFieldStart("actor");
        json.writeObjectFieldStart("user");
        json.writeStringField("type", caller.type());
        json.writeStringField("uid", Printable.text(caller.id()));
        if (caller.tenant().isPresent()) {
            json.writeObjectFieldStart("org");
            json.writeStringField("uid", Printable.text(caller.tenant().get()));
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void source(JsonGenerator json, Event.Decided event) throws IOException {
        if (event.sourceAddress().isEmpty() && event.carrier().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("src_endpoint");
        if (event.sourceAddress().isPresent()) {
            PeerAddress peer = PeerAddress.read(event.sourceAddress().get());
            json.writeStringField("ip", Printable.text(peer.ip()));
            if (peer.port().isPresent()) {
                json.writeNumberField("port", peer.port().get());
            }
        }
        if (event.carrier().isPresent()) {
            json.writeStringField("uid", event.carrier().get().uri());
        }
        json.writeEndObject();
    }

    private static void destination(JsonGenerator json, Event.Decided event) throws IOException {
        json.writeObjectFieldStart("dst_endpoint");
        if (event.destination().isPresent()) {
            Event.Destination destination = event.destination().get();
            json.writeStringField("hostname", Printable.text(destination.host()));
            json.writeNumberField("port", destination.port());
            json.writeStringField("uid", destination.identity().uri());
        }
        json.writeStringField("name", Printable.text(event.workspace()));
        json.writeStringField("svc_name", Printable.text(event.endpoint()));
        json.writeEndObject();
    }

    private static void api(JsonGenerator json, Event.Decided event) throws IOException {
        json.writeObjectFieldStart("api");
        json.writeStringField("operation", Printable.path(event.operation().orElse("")));
        if (event.requestId().isPresent()) {
            json.writeObjectFieldStart("request");
            json.writeStringField("uid", Printable.text(event.requestId().get()));
            json.writeEndObject();
        }
        if (event.httpStatus().isPresent()) {
            json.writeObjectFieldStart("response");
            json.writeNumberField("code", event.httpStatus().get());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void httpRequest(JsonGenerator json, Optional<String> operation, String path) throws IOException {
        json.writeObjectFieldStart("http_request");
        json.writeStringField("http_method", Printable.text(operation.orElse("").split(" ", 2)[0]));
        json.writeObjectFieldStart("url");
        json.writeStringField("path", Printable.path(path));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void own(JsonGenerator json, Event.Decided event) throws IOException {
        OcsfLine.own(json, event);
        json.writeStringField("point", Printable.text(event.point()));
        json.writeStringField("proxy", Printable.text(event.proxy()));
        json.writeStringField("workspace", Printable.text(event.workspace()));
        json.writeStringField("endpoint", Printable.text(event.endpoint()));
        json.writeStringField("verdict", event.allowed() ? "Allow" : "Deny");
        json.writeStringField("reason", Printable.text(event.reason()));
        json.writeStringField("mode", event.auditOnly() ? "Audit" : "Enforce");
        json.writeArrayFieldStart("required");
        for (Event.RequiredPair pair : event.required()) {
            json.writeStartObject();
            json.writeStringField("action", Printable.text(pair.action()));
            json.writeStringField("scope", Printable.text(pair.scope()));
            json.writeEndObject();
        }
        json.writeEndArray();
        if (event.grounds().isPresent()) {
            grounds(json, event.grounds().get());
        }
        OcsfLine.text(json, "caller", event.caller());
        OcsfLine.text(json, "workload", event.carrier().map(id -> id.uri()));
        OcsfLine.text(json, "actingFor", event.actor().flatMap(ignored -> event.caller()));
        OcsfLine.text(json, "actor", event.actor());
        OcsfLine.text(json, "provider", event.provider());
        known(json, "groups", event.groups());
        OcsfLine.text(json, "certificateSha256", event.certificateSha256());
        OcsfLine.text(json, "traceId", event.traceId());
        if (event.grounds().isPresent()) {
            Event.Grounds grounds = event.grounds().get();
            if (grounds.epoch().isPresent()) {
                json.writeNumberField("epoch", grounds.epoch().get());
            }
            known(json, "decisionId", grounds.decisionId());
        }
        OcsfLine.end(json);
    }

    private static void grounds(JsonGenerator json, Event.Grounds grounds) throws IOException {
        json.writeArrayFieldStart("missing");
        for (int index : grounds.missing()) {
            json.writeNumber(index);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("determining");
        for (Origin origin : grounds.determining()) {
            OcsfLine.origin(json, origin);
        }
        json.writeEndArray();
    }

    /// Left out where the reporter cannot tell: `null` would say that there is none.
    private static void known(JsonGenerator json, String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(key, Printable.text(value.get()));
        }
    }
}
