package io.synapsemesh.controlplane;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.v1alpha1.CaStore;
import io.synapsemesh.documents.v1alpha1.KeyEncryption;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/// The folder of CA material and the seal of the data directory, opened as MeshTrust says. Once, at the start: what
/// the document says later is for the next start, which refuses another place ([Code#SYN0828]). A manager that is away
/// is a start that fails: nothing is made in the place of what cannot be read.
public final class CaMaterial implements AutoCloseable {
    /// In the data directory: which place the material is in.
    static final String PLACE = "ca-store";

    /// Written with leaves that are signed on request, and public roots of an outside issuer.
    private static final Set<String> NEVER_AWAY = Set.of("requested", "spire.roots");

    private static final Set<String> NEVER_AWAY_IN_CLEAR = Set.of("requested", "spire.roots", KeyEncryptionKey.FILE);

    private final ByteStore ca;
    private final Seal seal;
    private final Optional<RemoteStore> remote;

    private CaMaterial(ByteStore ca, Seal seal, Optional<RemoteStore> remote) {
        this.ca = ca;
        this.seal = seal;
        this.remote = remote;
    }

    /// @throws Refused if it is elsewhere, cannot be reached, or does not open as declared
    public static CaMaterial open(
            DataDirectory directory, CaStore store, KeyEncryption protection, Clock clock, SecureRandom random) {
        var declared = new DeclaredStore(store);
        requirePlace(directory, declared.place());
        Optional<RemoteStore> remote = Optional.empty();
        try {
            remote = declared.open(clock);
            var opened = opened(directory, declared, remote, new DeclaredProtection(protection), clock, random);
            return opened;
        } catch (RuntimeException e) {
            remote.ifPresent(RemoteStore::close);
            throw refused(e);
        }
    }

    private static CaMaterial opened(
            DataDirectory directory,
            DeclaredStore declared,
            Optional<RemoteStore> remote,
            DeclaredProtection protection,
            Clock clock,
            SecureRandom random) {
        var here = directory.folder(DataDirectory.Part.CA);
        ByteStore ca = remote.<ByteStore>map(
                        there -> new CaFolder(here, there, protection.isInClear() ? NEVER_AWAY_IN_CLEAR : NEVER_AWAY))
                .orElse(here);
        if (remote.isPresent()) {
            ca.names(); // It answers, or nothing is written down.
            directory.top().write(PLACE, (declared.place() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        var seal = protection.with(
                clock,
                source -> directory.exclusively(
                        () -> new Seal(KeyEncryptionKey.openOrCreate(ca, source, random), random)));
        return new CaMaterial(ca, seal, remote);
    }

    /// A place that was never written down is the data directory itself, if anything is there.
    private static void requirePlace(DataDirectory directory, String wanted) {
        var known = directory.top().read(PLACE).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
        boolean holdsSome = !directory.folder(DataDirectory.Part.CA).names().isEmpty();
        String present = known.orElse(holdsSome ? DeclaredStore.FILES : wanted);
        if (!present.equals(wanted)) {
            throw new Refused(
                    Code.SYN0828,
                    "the CA material of " + directory.path() + " is in '" + present + "', but MeshTrust.caStore says '"
                            + wanted + "'",
                    "Put the old caStore back. If the store itself was moved with all that is in it, delete "
                            + directory.path().resolve(PLACE) + " and start again.");
        }
    }

    private static RuntimeException refused(RuntimeException e) {
        return switch (e) {
            case StoreFailed failed -> Refused.of(failed);
            case IssuanceFailed failed ->
                new Refused(
                        Code.SYN1210,
                        String.valueOf(failed.getMessage()),
                        "See that the file exists and that this user, and nobody else, may read it.");
            case IllegalArgumentException wrong ->
                new Refused(Code.SYN0827, String.valueOf(wrong.getMessage()), "See docs/stores.md.");
            default -> e;
        };
    }

    public ByteStore ca() {
        return ca;
    }

    public Seal seal() {
        return seal;
    }

    @Override
    public void close() {
        remote.ifPresent(RemoteStore::close);
    }
}
