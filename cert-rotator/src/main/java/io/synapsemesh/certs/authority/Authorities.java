package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.DeclaredHosts;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.profile.RootLint;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The three embedded authorities of one data directory, opened together.
///
/// Made at the first start, in the order mesh, door, client-facing. A root that is missing while a later one exists was
/// lost, not never made; that is refused, because a new root would cut off everybody who trusts the old one.
public final class Authorities {
    static final String MESH_FILE = "mesh.slots";
    static final String DOOR_FILE = "control-plane.slots";
    private static final String CLIENT_PREFIX = "client.";

    private final MeshAuthority mesh;
    private final DoorAuthority door;
    private final List<ClientFacingAuthority> clientFacing;

    private Authorities(MeshAuthority mesh, DoorAuthority door, List<ClientFacingAuthority> clientFacing) {
        this.mesh = mesh;
        this.door = door;
        this.clientFacing = clientFacing;
    }

    /// @param ca the folder `ca/`
    /// @throws io.synapsemesh.certs.store.SealBroken if a slot file was changed
    /// @throws IllegalArgumentException if a root was lost, is of another trust domain, or breaks its profile
    public static Authorities open(
            ByteStore ca, Seal seal, AuthorityConfig config, DeclaredHosts hosts, Clock clock, SecureRandom random) {
        var signing = new Signing(new CertificateMaker(random), hosts, clock, config.backdate());
        var opening = new Opening(
                ca, seal, signing, clock.instant().minus(config.backdate()).truncatedTo(ChronoUnit.SECONDS));
        var mesh = opening.mesh(config);
        var door = opening.door();
        var clients = config.clientSuffixes().stream()
                .map(suffix -> opening.clientFacing(suffix))
                .toList();
        return new Authorities(mesh, door, clients);
    }

    public MeshAuthority mesh() {
        return mesh;
    }

    public DoorAuthority door() {
        return door;
    }

    /// One for each host suffix, in the order of the suffixes. Their anchors are what `trust export` prints.
    public List<ClientFacingAuthority> clientFacing() {
        return clientFacing;
    }

    /// Who signs this leaf.
    ///
    /// @throws IssuanceRefused if its host is under no declared suffix
    public LeafIssuer issuerOf(LeafName name) {
        return switch (name) {
            case LeafName.Svid svid -> mesh;
            case LeafName.Door own -> door;
            case LeafName.DevServer server ->
                clientFacing.stream()
                        .filter(authority -> authority.covers(server.host()))
                        .max(java.util.Comparator.comparingInt(a -> a.suffix().length()))
                        .orElseThrow(() -> new IssuanceRefused("no declared cloud has the host " + server.host()));
            case LeafName.PublicServer server ->
                throw new IssuanceRefused(
                        server.text() + " is for people outside the mesh, who know none of the embedded roots");
        };
    }

    private record Opening(ByteStore ca, Seal seal, Signing signing, Instant from) {
        MeshAuthority mesh(AuthorityConfig config) {
            TrustDomain domain = config.trustDomain();
            var slots = slots(MESH_FILE, () -> {
                requireNoneAfter(MESH_FILE, name -> name.endsWith(".slots") || name.startsWith(CLIENT_PREFIX));
                return RootSlots.of(signing.maker()
                        .root(
                                "mesh",
                                Optional.of("spiffe://" + domain.name()),
                                Optional.empty(),
                                from,
                                config.rootTtl()));
            });
            requireProfile(MESH_FILE, slots, Optional.of(domain));
            return new MeshAuthority(domain, slots, signing);
        }

        DoorAuthority door() {
            var slots = slots(DOOR_FILE, () -> {
                requireNoneAfter(DOOR_FILE, name -> name.startsWith(CLIENT_PREFIX));
                var life = AuthorityConfig.DOOR_ROOT_TTL;
                return RootSlots.of(
                        signing.maker().root("control plane", Optional.empty(), Optional.empty(), from, life),
                        signing.maker()
                                .root("control plane", Optional.empty(), Optional.empty(), from, life.multipliedBy(2)));
            });
            requireProfile(DOOR_FILE, slots, Optional.empty());
            return new DoorAuthority(slots, signing);
        }

        ClientFacingAuthority clientFacing(String suffix) {
            String file = CLIENT_PREFIX + suffix.substring(0, Math.min(suffix.length(), 60)) + "."
                    + io.synapsemesh.certs.Pem.sha256Hex(suffix.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                            .substring(0, 16);
            var slots = slots(
                    file,
                    () -> RootSlots.of(signing.maker()
                            .root(
                                    "applications of " + suffix,
                                    Optional.empty(),
                                    Optional.of(HostConstraints.permitting(suffix)),
                                    from,
                                    AuthorityConfig.CLIENT_ROOT_TTL)));
            requireProfile(file, slots, Optional.empty());
            return new ClientFacingAuthority(suffix, slots, signing);
        }

        private RootSlots slots(String name, Supplier<RootSlots> make) {
            var file = new SlotFile(ca, seal, name);
            return file.read().orElseGet(() -> {
                var made = make.get();
                file.write(made);
                return made;
            });
        }

        private void requireNoneAfter(String file, Predicate<String> later) {
            if (ca.names().stream().anyMatch(later)) {
                throw new IllegalArgumentException("ca/" + file
                        + " is missing, but later roots exist. Fix: restore the whole data directory from one backup.");
            }
        }

        private static void requireProfile(String file, RootSlots slots, Optional<TrustDomain> domain) {
            for (var root : slots.anchors().certificates()) {
                var found = RootLint.check(root, domain);
                if (!found.isEmpty()) {
                    throw new IllegalArgumentException("ca/" + file + " holds a root that is not ours: " + found
                            + ". Fix: use the data directory of this trust domain.");
                }
            }
        }
    }
}
