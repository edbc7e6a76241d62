package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.DeclaredHosts;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.profile.RootLint;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.KeptRoots;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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
        var opening = new Opening(ca, seal, signing);
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

    /// What each rotation works on, mesh first.
    public List<KeptRoots> roots() {
        var all = new ArrayList<KeptRoots>();
        all.add(mesh.roots());
        all.add(door.roots());
        clientFacing.forEach(client -> all.add(client.roots()));
        return List.copyOf(all);
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

    private record Opening(ByteStore ca, Seal seal, Signing signing) {
        /// Below the mesh and the door a cross-signed root is the only authority there may be.
        private static final int PATH = 1;

        /// Below a client-facing root stands one more, for each host.
        private static final int CLIENT_PATH = 2;

        MeshAuthority mesh(AuthorityConfig config) {
            TrustDomain domain = config.trustDomain();
            var making = making(
                    config.rootTtl(),
                    PATH,
                    (from, life) -> signing.maker()
                            .root(
                                    "mesh",
                                    PATH,
                                    Optional.of("spiffe://" + domain.name()),
                                    Optional.empty(),
                                    from,
                                    life));
            var cell = cell(AuthorityName.MESH, MESH_FILE, making, () -> {
                requireNoneAfter(MESH_FILE, name -> name.endsWith(".slots") || name.startsWith(CLIENT_PREFIX));
                return RootSlots.of(making.fresh(making.life()));
            });
            requireProfile(MESH_FILE, cell.now(), Optional.of(domain));
            return new MeshAuthority(domain, cell, signing);
        }

        DoorAuthority door() {
            var making = making(
                    AuthorityConfig.DOOR_ROOT_TTL,
                    PATH,
                    (from, life) -> signing.maker()
                            .root("control plane", PATH, Optional.empty(), Optional.empty(), from, life));
            var cell = cell(AuthorityName.DOOR, DOOR_FILE, making, () -> {
                requireNoneAfter(DOOR_FILE, name -> name.startsWith(CLIENT_PREFIX));
                // One start for both: that NEXT is as old as CURRENT says that nobody was ever given one without the
                // other.
                var from = making.from();
                return RootSlots.of(
                        making.root().apply(from, making.life()),
                        making.root().apply(from, making.life().multipliedBy(2)));
            });
            requireProfile(DOOR_FILE, cell.now(), Optional.empty());
            return new DoorAuthority(cell, signing);
        }

        ClientFacingAuthority clientFacing(String suffix) {
            String file = CLIENT_PREFIX + suffix.substring(0, Math.min(suffix.length(), 60)) + "."
                    + io.synapsemesh.certs.Pem.sha256Hex(suffix.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                            .substring(0, 16);
            var making = making(
                    AuthorityConfig.CLIENT_ROOT_TTL,
                    CLIENT_PATH,
                    (from, life) -> signing.maker()
                            .root(
                                    "applications of " + suffix,
                                    CLIENT_PATH,
                                    Optional.empty(),
                                    Optional.of(HostConstraints.permitting(suffix)),
                                    from,
                                    life));
            var cell =
                    cell(AuthorityName.client(suffix), file, making, () -> RootSlots.of(making.fresh(making.life())));
            requireProfile(file, cell.now(), Optional.empty());
            return new ClientFacingAuthority(suffix, cell, signing);
        }

        private SlotCell.Making making(Duration life, int path, BiFunction<Instant, Duration, Root> root) {
            return new SlotCell.Making(root, life, path - 1, signing.maker(), signing.clock(), signing.backdate());
        }

        private SlotCell cell(AuthorityName name, String file, SlotCell.Making making, Supplier<RootSlots> make) {
            var kept = new SlotFile(ca, seal, file);
            var slots = kept.read().orElseGet(() -> {
                var made = make.get();
                kept.write(made);
                return made;
            });
            return new SlotCell(name, kept, making, slots);
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
