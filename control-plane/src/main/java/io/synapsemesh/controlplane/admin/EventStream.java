package io.synapsemesh.controlplane.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// `GET /api/v1/events`: server-sent events, one `data:` line each. A line is ASCII without line breaks, so it cannot
/// forge a field of the protocol.
final class EventStream implements AutoCloseable {
    /// A comment after so much silence finds watchers that went away.
    private static final Duration PING = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final EventFeed feed;
    private volatile boolean open = true;

    EventStream(EventFeed feed) {
        this.feed = feed;
    }

    /// Returns when the watcher or the server goes away.
    void serve(ServerResponse response) throws IOException {
        try (EventFeed.Watcher watcher = feed.watch()
                .orElseThrow(() -> new ApiProblem(
                        503,
                        Code.SYN1211,
                        "there are " + EventFeed.WATCHERS_MAX + " watchers already",
                        "End one of them first."))) {
            response.status(Status.OK_200)
                    .header(HeaderNames.CONTENT_TYPE, "text/event-stream")
                    .header(HeaderNames.CACHE_CONTROL, "no-store");
            try (OutputStream out = response.outputStream()) {
                write(out, ": synapsemesh\n\n");
                pump(watcher, out);
            }
        } catch (IOException | UncheckedIOException gone) {
            // The watcher went away: the usual end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        open = false;
    }

    private void pump(EventFeed.Watcher watcher, OutputStream out) throws IOException, InterruptedException {
        Duration silent = Duration.ZERO;
        while (open) {
            Optional<String> line = watcher.next(LOOK);
            long lost = watcher.takeLost();
            if (lost > 0) {
                write(out, "event: lost\ndata: {\"lines\":" + lost + "}\n\n");
            }
            if (line.isPresent()) {
                write(out, "data: " + line.get() + "\n\n");
                silent = Duration.ZERO;
            } else {
                silent = silent.plus(LOOK);
            }
            if (silent.compareTo(PING) >= 0) {
                write(out, ": ping\n\n");
                silent = Duration.ZERO;
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
