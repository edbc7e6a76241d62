package io.synapsemesh.core.event;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One thing that happened and that somebody may have to prove later. Printed as one line of OCSF JSON
/// (`docs/events.md`); never holds a token, a query string, SQL text or key bytes.
public sealed interface Event {
    /// Wall clock, milliseconds precision.
    Instant time();

    /// The word in `unmapped.synapsemesh.event`.
    String word();

    /// A request was let through or refused, as one enforcement point saw it.
    ///
    /// @param proxy the proxy that reported it, `namespace/name`
    /// @param workspace `namespace/name`
    /// @param endpoint the document name: `dev`, `sql`, `sqlOnDemand`
    /// @param caller the principal's text, such as `user:…`; the carrier's id where there is no token
    /// @param required the action and scope pairs, printed as Synapse prints them
    /// @param operation method and route template, for `dev`
    /// @param path the path without its query, for `dev`
    /// @param requestId `x-request-id`: the lines of one request share it
    record Decided(
            Instant time,
            String point,
            String proxy,
            String workspace,
            String endpoint,
            Optional<SpiffeId> carrier,
            Optional<String> caller,
            Optional<String> actor,
            Optional<String> provider,
            List<RequiredPair> required,
            boolean allowed,
            String reason,
            boolean auditOnly,
            List<Origin> documents,
            Optional<String> operation,
            Optional<String> path,
            Optional<Integer> httpStatus,
            Optional<String> sourceAddress,
            long bytesIn,
            long bytesOut,
            Optional<Duration> duration,
            Optional<String> requestId,
            Optional<String> traceId,
            Optional<String> certificateSha256)
            implements Event {
        @Override
        public String word() {
            return "decision";
        }
    }

    /// One required action, both texts as Synapse prints them.
    record RequiredPair(String action, String scope) {}

    /// A certificate was issued, or refused.
    record Issued(
            Instant time,
            SpiffeId identity,
            boolean granted,
            String reason,
            Optional<String> serial,
            Optional<Instant> notAfter,
            Optional<String> certificateSha256)
            implements Event {
        @Override
        public String word() {
            return "issuance";
        }
    }

    /// A secret was given to a stream, or refused to it.
    record SecretServed(Instant time, SpiffeId requester, String secretName, boolean granted, String reason)
            implements Event {
        @Override
        public String word() {
            return "issuance";
        }
    }

    /// A certificate or root took the place of another.
    record Rotated(Instant time, SpiffeId identity, String previousSerial, String serial, Instant notAfter)
            implements Event {
        @Override
        public String word() {
            return "rotation";
        }
    }

    /// One step of the rotation of a root, or an operator's order to it.
    ///
    /// @param authority `mesh`, `door` or `client:<host suffix>`
    /// @param rotation its id; the report is kept under it
    /// @param step `prepared`, `skipped`, `acknowledged`, `alarmed`, `activated`, `reissued`, `tainted`, `revoked`,
    ///     `revokedByForce`, `rollingBack`, `withdrawn` or `retired`
    /// @param by the operator, or `rotation`
    /// @param detail the reason, or the member it is about
    record RootRotated(Instant time, String authority, String rotation, String step, String by, String detail)
            implements Event {
        @Override
        public String word() {
            return "rotation";
        }
    }

    /// A document came, changed or went, or an operator wrote something.
    ///
    /// @param change `added`, `changed`, `removed`, `refused`, `stale`, or the operator's verb
    /// @param by the operator, or the source (`directory`)
    record Configured(Instant time, DocumentRef document, long generation, String change, String by) implements Event {
        @Override
        public String word() {
            return "config";
        }
    }

    /// A proxy took a version of a type.
    record Acked(Instant time, String proxy, String typeUrl, String version) implements Event {
        @Override
        public String word() {
            return "ack";
        }
    }

    /// A proxy refused a resource, in its own words.
    record Nacked(
            Instant time, String proxy, String typeUrl, String resource, Optional<Origin> document, String message)
            implements Event {
        @Override
        public String word() {
            return "nack";
        }
    }
}
