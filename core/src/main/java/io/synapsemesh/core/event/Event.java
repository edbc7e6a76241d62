package io.synapsemesh.core.event;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
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
    /// @param destination what the endpoint is in the mesh, if the workspace is still there
    /// @param caller the principal's text, such as `user:…`; the carrier's id where there is no token
    /// @param groups what was known of the caller's groups: `Complete`, `Partial`, `Unknown`; empty where nobody
    /// can tell, or there is no token
    /// @param required the action and scope pairs, printed as Synapse prints them
    /// @param grounds why, if the reporter can tell
    /// @param operation method and route template, for `dev`
    /// @param path the path without its query, for `dev`
    /// @param requestId `x-request-id`: the lines of one request share it
    record Decided(
            Instant time,
            String point,
            String proxy,
            String workspace,
            String endpoint,
            Optional<Destination> destination,
            Optional<SpiffeId> carrier,
            Optional<String> caller,
            Optional<String> actor,
            Optional<String> provider,
            Optional<String> groups,
            List<RequiredPair> required,
            boolean allowed,
            String reason,
            boolean auditOnly,
            Optional<Grounds> grounds,
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

    /// Where a request went.
    ///
    /// @param host the name clients use
    /// @param identity of the workspace
    record Destination(String host, int port, SpiffeId identity) {}

    /// What determined a verdict. Absent is not empty: no grounds means that the reporter cannot tell.
    ///
    /// @param missing indices of the required pairs that nothing grants
    /// @param determining the lines that determined it
    /// @param epoch which published state of the mesh they are of
    /// @param decisionId the name the decider gave its decision
    record Grounds(List<Integer> missing, List<Origin> determining, Optional<Long> epoch, Optional<String> decisionId) {
        public Grounds {
            missing = List.copyOf(missing);
            determining = List.copyOf(determining);
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

    /// What is believed of another trust domain, or what it says that it believes of us, is another now. One line
    /// for each change, however often the endpoints are asked.
    ///
    /// @param change `accepted` (the first bundle), `changed`, `refused`, `unreachable` (for longer
    ///     than its refresh hint allows), `restored` (good again after one of these two), `removed`
    ///     (no document names it, and it has left the gate of root rotations), `acknowledged` (it has
    ///     this bundle of ours) or `unacknowledged` (no more)
    /// @param by who brought it: `endpoint`, `document`, the operator, or the identity that the peer proved
    /// @param before content hash of what was known before
    /// @param after content hash of what is known now
    /// @param sequence of the bundle it is about, as the document writes it
    /// @param reason why it was refused (the rule's word) or could not be reached
    record Federated(
            Instant time,
            TrustDomain trustDomain,
            String change,
            String by,
            Optional<String> before,
            Optional<String> after,
            Optional<String> sequence,
            Optional<String> reason)
            implements Event {
        @Override
        public String word() {
            return "federation";
        }
    }

    /// A proxy came to the xDS port in a way that somebody must look at.
    ///
    /// @param credential the name of the node token, or the serial of the certificate
    /// @param address where it came from, without its port
    /// @param admitted whether it is served nevertheless
    /// @param reason `SecondAddress`: its node token is in use from another address too; `TooManyReplicas`: as
    /// many replicas as are declared are connected
    record Login(
            Instant time,
            String proxy,
            SpiffeId identity,
            String credential,
            Optional<String> address,
            boolean admitted,
            String reason)
            implements Event {
        @Override
        public String word() {
            return "login";
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
