package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The way back after a root has ended. It vouches for nobody any more, so there is nothing to hand over and nobody to
/// wait for: the prepared root takes its place if it still lives, because verifiers have it already, or else a new one.
///
/// A root that has not ended is never touched here: it has a rotation, with a gate. Run while no control plane runs;
/// running it again does nothing.
public final class EndedRoots {
    /// What took the place of a root.
    public enum Successor {
        /// Was in every bundle already: nobody has to be told.
        PREPARED,
        /// Unknown to everybody: the anchors have to be handed out again.
        NEW
    }

    /// @param authority `mesh`, `control-plane` or `client` and its suffix, as the file is named
    public record Replaced(String authority, Instant endedAt, Successor successor, Instant endsAt) {}

    private EndedRoots() {}

    /// @param ca the folder `ca/`
    /// @param config what the mesh is configured to be now
    /// @throws io.synapsemesh.certs.store.SealBroken if a slot file was changed
    public static List<Replaced> replace(
            ByteStore ca, Seal seal, AuthorityConfig config, Clock clock, SecureRandom random) {
        // The authorities of this configuration as they would be made today, in memory.
        var fresh = new Memory();
        Authorities.open(fresh, seal, config, name -> Set.of(), clock, random);
        Instant now = clock.instant();
        var replaced = new ArrayList<Replaced>();
        for (String name : fresh.names()) {
            var file = new SlotFile(ca, seal, name);
            Optional<RootSlots> present = file.read();
            if (present.isPresent() && !now.isBefore(end(present.get().current().certificate()))) {
                var made = new SlotFile(fresh, seal, name).read().orElseThrow();
                var successor = present.get().next().filter(next -> now.isBefore(end(next.certificate())));
                RootSlots slots = successor.map(next -> promoted(next, made)).orElse(made);
                file.write(slots);
                replaced.add(new Replaced(
                        authorityOf(name),
                        end(present.get().current().certificate()),
                        successor.isPresent() ? Successor.PREPARED : Successor.NEW,
                        end(slots.current().certificate())));
            }
        }
        return List.copyOf(replaced);
    }

    /// An authority that keeps a prepared root at all times gets another one.
    private static RootSlots promoted(Root next, RootSlots made) {
        return made.next().map(another -> RootSlots.of(next, another)).orElseGet(() -> RootSlots.of(next));
    }

    private static Instant end(X509Certificate root) {
        return root.getNotAfter().toInstant();
    }

    private static String authorityOf(String file) {
        return file.endsWith(".slots") ? file.substring(0, file.length() - ".slots".length()) : file;
    }

    private static final class Memory implements ByteStore {
        private final TreeMap<String, byte[]> files = new TreeMap<>();

        @Override
        public Optional<byte[]> read(String name) {
            return Optional.ofNullable(files.get(name)).map(byte[]::clone);
        }

        @Override
        public void write(String name, byte[] content) {
            files.put(name, content.clone());
        }

        @Override
        public void delete(String name) {
            files.remove(name);
        }

        @Override
        public SortedSet<String> names() {
            return new TreeSet<>(files.keySet());
        }
    }
}
