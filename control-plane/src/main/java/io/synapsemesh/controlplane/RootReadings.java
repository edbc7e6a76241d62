package io.synapsemesh.controlplane;

import io.synapsemesh.certs.issuer.overlap.IssuerStanding;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.Gate;
import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.certs.root.Mark;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.RootRotator;
import io.synapsemesh.certs.root.RootStanding;
import io.synapsemesh.certs.root.RootStep;
import io.synapsemesh.certs.root.Rotation;
import io.synapsemesh.certs.root.RotationReport;
import io.synapsemesh.controlplane.admin.ForecastItem;
import io.synapsemesh.controlplane.admin.PeerNote;
import io.synapsemesh.controlplane.admin.RootItem;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the admin API shows of the roots.
final class RootReadings {
    private RootReadings() {}

    /// @param issuer of the mesh, once there is a MeshTrust
    /// @param note what is known of the federation peer of this name, if it is one
    static List<RootItem> items(
            RootDesk roots, Optional<IssuerStanding> issuer, Function<String, Optional<PeerNote>> note) {
        return roots.rotators().stream()
                .map(RootRotator::standing)
                .map(standing -> item(
                        standing,
                        standing.facts().state().authority() instanceof AuthorityName.Mesh ? issuer : Optional.empty(),
                        note))
                .toList();
    }

    /// @param note what is known of the federation peer of this name, if it is one
    static Optional<ForecastItem> forecast(
            RootDesk roots, String authority, Function<String, Optional<PeerNote>> note) {
        return AuthorityName.parse(authority)
                .flatMap(name -> roots.rotators().stream()
                        .filter(rotator -> rotator.authority().equals(name))
                        .findFirst())
                .map(RootRotator::forecast)
                .map(forecast -> ForecastItem.of(
                        forecast.authority().text(),
                        forecast.root(),
                        forecast.identities(),
                        forecast.blind(),
                        forecast.unknown(),
                        forecast.blind().stream()
                                .map(note)
                                .flatMap(Optional::stream)
                                .toList()));
    }

    static RootItem item(
            RootStanding standing, Optional<IssuerStanding> issuer, Function<String, Optional<PeerNote>> note) {
        var state = standing.facts().state();
        return new RootItem(
                state.authority().text(),
                state.phase().map(Phase::text).orElse(Phase.STABLE),
                root(state.current()),
                state.next().map(RootReadings::root).orElse(null),
                state.previous().map(RootReadings::root).orElse(null),
                state.bundleHash(),
                standing.startsAt().orElse(null),
                state.rotation()
                        .map(rotation -> rotation(rotation, standing, note))
                        .orElse(null),
                issuer.map(RootReadings::issuer).orElse(null));
    }

    private static RootItem.Issuer issuer(IssuerStanding standing) {
        return new RootItem.Issuer(
                standing.inForce(),
                standing.movesTo().orElse(null),
                standing.note().map(IssuerStanding.Note::text).orElse(null),
                standing.note().map(IssuerStanding.Note::fix).orElse(null));
    }

    private static RootItem.Rotation rotation(
            Rotation rotation, RootStanding standing, Function<String, Optional<PeerNote>> note) {
        var times = rotation.times();
        var orders = rotation.orders();
        var step = standing.plan().step();
        return new RootItem.Rotation(
                rotation.id(),
                rotation.reason(),
                times.started().by(),
                times.started().at(),
                times.started().at().plus(standing.facts().policy().deadline()),
                times.alarmed().orElse(null),
                times.activated().orElse(null),
                times.reissued().orElse(null),
                orders.taint().map(by -> word("taint", by)).orElse(null),
                orders.revoke().map(by -> word("revoke", by)).orElse(null),
                standing.plan().check(),
                step instanceof RootStep.Wait(var why, var names)
                        ? why
                        : step instanceof RootStep.Keep(var until) ? "old connections drain until " + until : null,
                step instanceof RootStep.Wait(var why, var names) ? names : List.of(),
                standing.facts().gate().map(gate -> gate(gate, note)).orElse(null),
                rotation.answers().skips().entrySet().stream()
                        .map(RootReadings::word)
                        .toList());
    }

    private static RootItem.Gate gate(Gate gate, Function<String, Optional<PeerNote>> note) {
        return new RootItem.Gate(
                gate.places().size(),
                named(gate, Gate.Standing.ACKNOWLEDGED).size(),
                named(gate, Gate.Standing.LAGGARD),
                named(gate, Gate.Standing.AWAY),
                gate.waiting().stream()
                        .map(Gate.Place::member)
                        .filter(member -> member.kind() == GateMember.Kind.PEER)
                        .flatMap(member -> note.apply(member.name()).stream())
                        .toList());
    }

    private static List<String> named(Gate gate, Gate.Standing standing) {
        return gate.places().stream()
                .filter(place -> place.standing() == standing)
                .map(place -> place.member().name())
                .toList();
    }

    private static RootItem.Root root(X509Certificate certificate) {
        var row = RotationReport.RootRow.of(certificate);
        return new RootItem.Root(row.sha256(), row.serial(), row.notBefore(), row.notAfter());
    }

    private static RootItem.Word word(Map.Entry<String, Mark> entry) {
        return word(entry.getKey(), entry.getValue());
    }

    private static RootItem.Word word(String name, Mark mark) {
        return new RootItem.Word(name, mark.by(), mark.at());
    }
}
