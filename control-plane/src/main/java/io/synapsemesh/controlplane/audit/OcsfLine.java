package io.synapsemesh.controlplane.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Encodes an event as one line of OCSF 1.5.0 JSON, the product's own part under `unmapped.synapsemesh` (contracts,
/// "Decision and events"). The line is ASCII whatever the input: every other character is escaped, so no text from
/// outside can end a line, forge one, or steer a terminal. Keys and their order are a contract, held by goldens.
public final class OcsfLine {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final String productVersion;

    public OcsfLine(String productVersion) {
        this.productVersion = productVersion;
    }

    /// @param sequence of the event in its log
    /// @return the line without its line feed
    public String encode(Event event, long sequence) {
        var text = new StringWriter(1024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            metadata(json, event, sequence);
            head(json, event);
            switch (event) {
                case Event.Decided decided -> DecidedLine.write(json, decided);
                case Event.Issued issued -> issued(json, issued);
                case Event.SecretServed served -> served(json, served);
                case Event.Rotated rotated -> rotated(json, rotated);
                case Event.RootRotated root -> rootRotated(json, root);
                case Event.Federated federated -> federated(json, federated);
                case Event.Login login -> login(json, login);
                case Event.Configured configured -> configured(json, configured);
                case Event.Acked acked -> acked(json, acked);
                case Event.Nacked nacked -> nacked(json, nacked);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void metadata(JsonGenerator json, Event event, long sequence) throws IOException {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("version", "1.5.0");
        json.writeObjectFieldStart("product");
        json.writeStringField("name", "SynapseMesh");
        json.writeStringField("version", productVersion);
        json.writeEndObject();
        json.writeStringField("uid", EventUid.of(event.time(), LogName.of(event), sequence));
        json.writeNumberField("sequence", sequence);
        json.writeStringField("log_name", LogName.of(event).text());
        if (event instanceof Event.Decided) {
            json.writeArrayFieldStart("profiles");
            json.writeString("security_control");
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void head(JsonGenerator json, Event event) throws IOException {
        OcsfClass type = OcsfClass.of(event);
        json.writeNumberField("class_uid", type.uid());
        json.writeNumberField("category_uid", type.category());
        json.writeNumberField("activity_id", type.activity());
        json.writeNumberField("type_uid", type.type());
        json.writeNumberField("time", event.time().toEpochMilli());
        if (event instanceof Event.Decided decided && decided.duration().isPresent()) {
            Duration duration = decided.duration().get();
            json.writeNumberField("duration", duration.toMillis());
        }
        json.writeNumberField("severity_id", severity(event));
        json.writeNumberField("status_id", succeeded(event) ? 1 : 2);
    }

    /// 1 informational, 3 medium, 4 high. A login is logged where it needs a look, never as a matter of course.
    private static int severity(Event event) {
        return switch (event) {
            case Event.Nacked ignored -> 3;
            case Event.Federated federated -> believed(federated) ? 1 : 3;
            case Event.Login ignored -> 4;
            case Event.Decided ignored -> 1;
            case Event.Issued ignored -> 1;
            case Event.SecretServed ignored -> 1;
            case Event.Rotated ignored -> 1;
            case Event.RootRotated root -> root.step().equals("alarmed") ? 3 : 1;
            case Event.Configured ignored -> 1;
            case Event.Acked ignored -> 1;
        };
    }

    private static boolean succeeded(Event event) {
        return switch (event) {
            case Event.Login login -> login.admitted();
            case Event.Federated federated -> believed(federated);
            case Event.Decided decided -> decided.allowed();
            case Event.Issued issued -> issued.granted();
            case Event.SecretServed served -> served.granted();
            case Event.Configured configured ->
                !configured.change().equals("refused") && !configured.change().equals("stale");
            case Event.Rotated ignored -> true;
            case Event.RootRotated ignored -> true;
            case Event.Acked ignored -> true;
            case Event.Nacked ignored -> false;
        };
    }

    private static boolean believed(Event.Federated federated) {
        return !federated.change().equals("refused") && !federated.change().equals("unreachable");
    }

    private static void issued(JsonGenerator json, Event.Issued event) throws IOException {
        entity(json, "Certificate", event.identity().uri());
        own(json, event);
        json.writeStringField("identity", event.identity().uri());
        json.writeBooleanField("granted", event.granted());
        json.writeStringField("reason", Printable.text(event.reason()));
        text(json, "serial", event.serial());
        text(json, "notAfter", event.notAfter().map(Instant::toString));
        text(json, "certificateSha256", event.certificateSha256());
        end(json);
    }

    private static void served(JsonGenerator json, Event.SecretServed event) throws IOException {
        actor(json, "Workload", event.requester().uri());
        entity(json, "Secret", event.secretName());
        own(json, event);
        json.writeStringField("requester", event.requester().uri());
        json.writeStringField("secret", Printable.text(event.secretName()));
        json.writeBooleanField("granted", event.granted());
        json.writeStringField("reason", Printable.text(event.reason()));
        end(json);
    }

    private static void rotated(JsonGenerator json, Event.Rotated event) throws IOException {
        entity(json, "Certificate", event.identity().uri());
        own(json, event);
        json.writeStringField("identity", event.identity().uri());
        json.writeStringField("previousSerial", Printable.text(event.previousSerial()));
        json.writeStringField("serial", Printable.text(event.serial()));
        json.writeStringField("notAfter", event.notAfter().toString());
        end(json);
    }

    private static void rootRotated(JsonGenerator json, Event.RootRotated event) throws IOException {
        actor(json, "User", event.by());
        entity(json, "Root", event.authority());
        own(json, event);
        json.writeStringField("authority", Printable.text(event.authority()));
        json.writeStringField("rotation", Printable.text(event.rotation()));
        json.writeStringField("step", Printable.text(event.step()));
        json.writeStringField("by", Printable.text(event.by()));
        json.writeStringField("detail", Printable.text(event.detail()));
        end(json);
    }

    private static void federated(JsonGenerator json, Event.Federated event) throws IOException {
        actor(json, "User", event.by());
        entity(json, "TrustBundle", event.trustDomain().name());
        own(json, event);
        json.writeStringField("trustDomain", event.trustDomain().name());
        json.writeStringField("change", Printable.text(event.change()));
        json.writeStringField("by", Printable.text(event.by()));
        text(json, "before", event.before());
        text(json, "after", event.after());
        text(json, "sequence", event.sequence());
        text(json, "reason", event.reason());
        end(json);
    }

    private static void login(JsonGenerator json, Event.Login event) throws IOException {
        actor(json, "Workload", event.identity().uri());
        if (event.address().isPresent()) {
            json.writeObjectFieldStart("src_endpoint");
            json.writeStringField("ip", Printable.text(event.address().get()));
            json.writeEndObject();
        }
        own(json, event);
        json.writeStringField("proxy", Printable.text(event.proxy()));
        json.writeStringField("identity", event.identity().uri());
        json.writeStringField("credential", Printable.text(event.credential()));
        json.writeBooleanField("admitted", event.admitted());
        json.writeStringField("reason", Printable.text(event.reason()));
        end(json);
    }

    private static void configured(JsonGenerator json, Event.Configured event) throws IOException {
        actor(json, "User", event.by());
        entity(json, event.document().kind(), event.document().qualifiedName());
        own(json, event);
        json.writeStringField("change", Printable.text(event.change()));
        json.writeStringField("by", Printable.text(event.by()));
        json.writeFieldName("document");
        origin(json, event.document(), event.generation());
        json.writeEndObject();
        end(json);
    }

    private static void acked(JsonGenerator json, Event.Acked event) throws IOException {
        device(json, event.proxy());
        own(json, event);
        json.writeStringField("proxy", Printable.text(event.proxy()));
        json.writeStringField("typeUrl", Printable.text(event.typeUrl()));
        json.writeStringField("version", Printable.text(event.version()));
        end(json);
    }

    private static void nacked(JsonGenerator json, Event.Nacked event) throws IOException {
        device(json, event.proxy());
        own(json, event);
        json.writeStringField("proxy", Printable.text(event.proxy()));
        json.writeStringField("typeUrl", Printable.text(event.typeUrl()));
        json.writeStringField("resource", Printable.text(event.resource()));
        if (event.document().isPresent()) {
            json.writeFieldName("document");
            origin(json, event.document().get());
        } else {
            json.writeNullField("document");
        }
        json.writeStringField("message", Printable.text(event.message()));
        end(json);
    }

    static void own(JsonGenerator json, Event event) throws IOException {
        json.writeObjectFieldStart("unmapped");
        json.writeObjectFieldStart("synapsemesh");
        json.writeStringField("event", event.word());
    }

    static void end(JsonGenerator json) throws IOException {
        json.writeEndObject();
        json.writeEndObject();
    }

    static void origin(JsonGenerator json, Origin origin) throws IOException {
        origin(json, origin.document(), origin.generation());
        json.writeNumberField("rule", origin.rule());
        json.writeEndObject();
    }

    /// Absent is written as `null`: a reader need not guess whether the key exists.
    static void text(JsonGenerator json, String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(key, Printable.text(value.get()));
        } else {
            json.writeNullField(key);
        }
    }

    private static void origin(JsonGenerator json, DocumentRef document, long generation) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", document.kind());
        json.writeStringField("namespace", document.namespace());
        json.writeStringField("name", Printable.text(document.name()));
        json.writeNumberField("generation", generation);
    }

    private static void actor(JsonGenerator json, String type, String uid) throws IOException {
        json.writeObjectFieldStart("actor");
        json.writeObjectFieldStart("user");
        json.writeStringField("type", type);
        json.writeStringField("uid", Printable.text(uid));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void entity(JsonGenerator json, String type, String name) throws IOException {
        json.writeObjectFieldStart("entity");
        json.writeStringField("type", type);
        json.writeStringField("name", Printable.text(name));
        json.writeEndObject();
    }

    private static void device(JsonGenerator json, String proxy) throws IOException {
        json.writeObjectFieldStart("device");
        json.writeStringField("name", Printable.text(proxy));
        json.writeStringField("type", "Other");
        json.writeNumberField("type_id", 99);
        json.writeEndObject();
    }
}
