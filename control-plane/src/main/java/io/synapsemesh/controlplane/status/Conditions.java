package io.synapsemesh.controlplane.status;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// From facts to conditions: the table of contracts.md, "Conditions", one method a row.
final class Conditions {
    static final int PROXY_TEXT_MAX = 1024;

    private Conditions() {}

    static List<Condition> of(Facts facts, Instant now) {
        var rows = new ArrayList<Row>();
        rows.add(accepted(facts));
        rows.add(resolvedRefs(facts));
        rows.add(programmed(facts));
        facts.certificate().ifPresent(certificate -> rows.add(certificateFresh(certificate)));
        rows.add(ready(rows));
        return rows.stream()
                .map(row -> new Condition(row.type, row.status, row.reason, row.message, facts.generation(), now))
                .toList();
    }

    private record Row(String type, String status, String reason, String message) {
        static Row yes(String type, String reason) {
            return new Row(type, "True", reason, "");
        }

        static Row no(String type, String reason, String message) {
            return new Row(type, "False", reason, message);
        }

        static Row unknown(String type, String reason, String message) {
            return new Row(type, "Unknown", reason, message);
        }
    }

    private static Row accepted(Facts facts) {
        Optional<Diagnostic> conflict = first(facts, Code.SYN0406);
        if (conflict.isPresent()) {
            return Row.no("Accepted", "Conflicted", conflict.get().message());
        }
        Optional<Diagnostic> recreated = first(facts, Code.SYN0431);
        if (recreated.isPresent()) {
            return Row.no("Accepted", "Recreated", recreated.get().message());
        }
        return switch (facts.text()) {
            case IN_FORCE -> Row.yes("Accepted", "Accepted");
            case STALE ->
                Row.no("Accepted", "Stale", "version " + facts.generation() + " stays in force: " + why(facts));
            case REFUSED -> Row.no("Accepted", "Invalid", why(facts));
        };
    }

    private static Row resolvedRefs(Facts facts) {
        for (Diagnostic diagnostic : facts.diagnostics()) {
            Optional<String> reason = referenceReason(diagnostic.code());
            if (reason.isPresent()) {
                return Row.no("ResolvedRefs", reason.get(), diagnostic.message());
            }
        }
        return facts.text() == Facts.Text.REFUSED
                ? Row.unknown("ResolvedRefs", "Pending", "")
                : Row.yes("ResolvedRefs", "ResolvedRefs");
    }

    private static Optional<String> referenceReason(Code code) {
        return switch (code) {
            case SYN0401 -> Optional.of("ProviderNotFound");
            case SYN0402 -> Optional.of("WorkspaceNotFound");
            case SYN0403 -> Optional.of("RoleNotFound");
            case SYN0405 -> Optional.of("ProxyNotFound");
            case SYN0421 -> Optional.of("NotAdmitted");
            case SYN0901, SYN0902 -> Optional.of("JwksUnavailable");
            default -> Optional.empty();
        };
    }

    private static Row programmed(Facts facts) {
        if (facts.text() == Facts.Text.REFUSED) {
            return Row.unknown("Programmed", "Pending", "");
        }
        Optional<Diagnostic> unsupported = facts.diagnostics().stream()
                .filter(d -> d.isError() && isUnsupported(d.code()))
                .findFirst();
        if (unsupported.isPresent()) {
            return Row.no("Programmed", "Unsupported", unsupported.get().message());
        }
        Optional<Diagnostic> issuer = first(facts, Code.SYN0806);
        if (issuer.isPresent()) {
            return Row.no("Programmed", "IssuerNotInForce", issuer.get().message());
        }
        return switch (facts.programming()) {
            case Facts.Programming.Done() -> Row.yes("Programmed", "Programmed");
            case Facts.Programming.NoTargets() -> Row.yes("Programmed", "NoTargets");
            case Facts.Programming.Waiting(var proxies) ->
                Row.no("Programmed", "WaitingForAck", "waiting for " + String.join(", ", proxies));
            case Facts.Programming.Rejected(String proxy, String type, String resource, String message) ->
                Row.no(
                        "Programmed",
                        "RejectedByProxy",
                        proxy + " rejected " + type + " " + resource + ": " + shortened(message));
        };
    }

    /// Of a target, or of every proxy there can be: what the mesh cannot prove.
    private static boolean isUnsupported(Code code) {
        return code == Code.SYN0511 || code.name().startsWith("SYN06");
    }

    private static Row certificateFresh(Facts.Certificate certificate) {
        return switch (certificate) {
            case Facts.Certificate.Fresh() -> Row.yes("CertificateFresh", "Fresh");
            case Facts.Certificate.Pending() -> Row.unknown("CertificateFresh", "Pending", "");
            case Facts.Certificate.RenewalFailing(String error) -> Row.no("CertificateFresh", "RenewalFailing", error);
            case Facts.Certificate.Expired(String error) -> Row.no("CertificateFresh", "Expired", error);
        };
    }

    /// The first False above gives its reason; without one, the first Unknown does.
    private static Row ready(List<Row> above) {
        for (String status : List.of("False", "Unknown")) {
            for (Row row : above) {
                if (row.status.equals(status)) {
                    return new Row("Ready", status, row.reason, row.message);
                }
            }
        }
        return Row.yes("Ready", "Ready");
    }

    private static Optional<Diagnostic> first(Facts facts, Code code) {
        return facts.diagnostics().stream().filter(d -> d.code() == code).findFirst();
    }

    private static String why(Facts facts) {
        return facts.diagnostics().stream()
                .filter(Diagnostic::isError)
                .map(d -> d.code() + " " + d.message())
                .findFirst()
                .orElse("its newest text is gone");
    }

    private static String shortened(String text) {
        return text.length() > PROXY_TEXT_MAX ? text.substring(0, PROXY_TEXT_MAX) : text;
    }
}
