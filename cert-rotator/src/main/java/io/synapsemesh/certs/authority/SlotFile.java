package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.root.Rotation;
import io.synapsemesh.certs.root.RotationBytes;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealedRecord;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The slots of one authority in one sealed file, so that a step of a rotation is one atomic write: there is no state
/// in which a crash could leave half of it.
final class SlotFile {
    private static final byte FIRST_VERSION = 1;
    private static final byte VERSION = 2;
    private static final int NEXT = 1;
    private static final int PREVIOUS = 2;
    private static final int CROSS = 4;
    private static final int ROTATION = 8;

    private final ByteStore store;
    private final Seal seal;
    private final String name;

    SlotFile(ByteStore store, Seal seal, String name) {
        this.store = store;
        this.seal = seal;
        this.name = name;
    }

    /// @throws io.synapsemesh.certs.store.SealBroken if the file was changed
    /// @throws IllegalArgumentException if it opens but holds no slots, or a key that is not its certificate's
    Optional<RootSlots> read() {
        return store.read(name).map(content -> {
            byte[] plain = seal.open(purpose(), content);
            var fields = SealedRecord.decode(plain);
            try {
                return decode(fields);
            } finally {
                SealedRecord.wipe(fields);
                Arrays.fill(plain, (byte) 0);
            }
        });
    }

    void write(RootSlots slots) {
        var fields = new ArrayList<byte[]>();
        int flags = (slots.next().isPresent() ? NEXT : 0)
                | (slots.previous().isPresent() ? PREVIOUS : 0)
                | (slots.cross().isPresent() ? CROSS : 0)
                | (slots.rotation().isPresent() ? ROTATION : 0);
        fields.add(new byte[] {VERSION, (byte) flags});
        addRoot(fields, slots.current());
        slots.next().ifPresent(root -> addRoot(fields, root));
        slots.previous().ifPresent(root -> addRoot(fields, root));
        slots.cross().ifPresent(certificate -> fields.add(Pem.der(certificate)));
        slots.rotation().ifPresent(rotation -> fields.add(RotationBytes.encode(rotation)));
        slots.retiring().forEach(certificate -> fields.add(Pem.der(certificate)));
        byte[] plain = SealedRecord.encode(fields);
        try {
            store.write(name, seal.seal(purpose(), plain));
        } finally {
            SealedRecord.wipe(fields);
            Arrays.fill(plain, (byte) 0);
        }
    }

    private String purpose() {
        return "ca/" + name;
    }

    private RootSlots decode(List<byte[]> fields) {
        if (fields.size() < 3 || fields.getFirst().length != 2) {
            throw new IllegalArgumentException(purpose() + " holds no roots");
        }
        byte[] header = fields.getFirst();
        var rest = fields.subList(1, fields.size()).iterator();
        try {
            return switch (header[0]) {
                case FIRST_VERSION -> first(header[1], rest);
                case VERSION -> second(header[1], rest);
                default ->
                    throw new IllegalArgumentException(purpose() + " was written by another version of SynapseMesh");
            };
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException(purpose() + " holds fewer fields than it says", e);
        }
    }

    /// Before rotations were recorded: one or two roots with keys, then certificates that retire.
    private RootSlots first(int keyed, Iterator<byte[]> fields) {
        if (keyed < 1 || keyed > 2) {
            throw new IllegalArgumentException(purpose() + " holds " + keyed + " roots");
        }
        var current = rootOf(fields.next(), fields.next());
        var next = keyed == 2 ? Optional.of(rootOf(fields.next(), fields.next())) : Optional.<Root>empty();
        return RootSlots.stable(current, next, certificates(fields));
    }

    private RootSlots second(int flags, Iterator<byte[]> fields) {
        var current = rootOf(fields.next(), fields.next());
        var next = has(flags, NEXT) ? Optional.of(rootOf(fields.next(), fields.next())) : Optional.<Root>empty();
        var previous =
                has(flags, PREVIOUS) ? Optional.of(rootOf(fields.next(), fields.next())) : Optional.<Root>empty();
        var cross = has(flags, CROSS) ? Optional.of(Pem.certificate(fields.next())) : Optional.<X509Certificate>empty();
        var rotation =
                has(flags, ROTATION) ? Optional.of(RotationBytes.decode(fields.next())) : Optional.<Rotation>empty();
        return new RootSlots(current, next, previous, cross, certificates(fields), rotation);
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    private static List<X509Certificate> certificates(Iterator<byte[]> fields) {
        var all = new ArrayList<X509Certificate>();
        fields.forEachRemaining(der -> all.add(Pem.certificate(der)));
        return all;
    }

    private Root rootOf(byte[] der, byte[] pkcs8) {
        var root = new Root(Pem.certificate(der), SecretBytes.copyOf(pkcs8));
        if (!ChainLint.isPair(root.privateKey(), root.certificate())) {
            throw new IllegalArgumentException(purpose() + " holds a key that is not its certificate's");
        }
        return root;
    }

    private static void addRoot(List<byte[]> fields, Root root) {
        fields.add(Pem.der(root.certificate()));
        fields.add(root.privateKey().open());
    }
}
