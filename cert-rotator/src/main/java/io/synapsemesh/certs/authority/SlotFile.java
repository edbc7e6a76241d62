package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealedRecord;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The slots of one authority in one sealed file, so that a step of a rotation is one atomic write: there is no state
/// in which a crash could leave half of it.
final class SlotFile {
    private static final byte VERSION = 1;

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
        fields.add(new byte[] {VERSION, (byte) (slots.next().isPresent() ? 2 : 1)});
        addRoot(fields, slots.current());
        slots.next().ifPresent(root -> addRoot(fields, root));
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
        if (fields.isEmpty() || fields.getFirst().length != 2 || fields.getFirst()[0] != VERSION) {
            throw new IllegalArgumentException(purpose() + " was written by another version of SynapseMesh");
        }
        int keyed = fields.getFirst()[1];
        if (keyed < 1 || keyed > 2 || fields.size() < 1 + 2 * keyed) {
            throw new IllegalArgumentException(
                    purpose() + " holds " + keyed + " roots in " + fields.size() + " fields");
        }
        var roots = new ArrayList<Root>();
        for (int i = 0; i < keyed; i++) {
            roots.add(rootOf(fields.get(1 + 2 * i), fields.get(2 + 2 * i)));
        }
        var retiring = new ArrayList<X509Certificate>();
        fields.subList(1 + 2 * keyed, fields.size()).forEach(der -> retiring.add(Pem.certificate(der)));
        return new RootSlots(roots.getFirst(), roots.stream().skip(1).findFirst(), retiring);
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
