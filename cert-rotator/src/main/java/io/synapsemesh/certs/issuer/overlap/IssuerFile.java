package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.root.RotationBytes;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealedRecord;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/// Who issues and who did, in one sealed file beside the roots. No secret in it; sealed because whoever could change it
/// would name the issuer of the mesh.
final class IssuerFile {
    static final String NAME = "mesh.issuers";

    private static final String PURPOSE = "ca/" + NAME;
    private static final byte VERSION = 1;
    private static final int NEXT = 1;
    private static final int PREVIOUS = 2;
    private static final int ROTATION = 4;
    private static final int DECLINED = 8;
    private static final int SPENT = 16;

    private final ByteStore store;
    private final Seal seal;

    IssuerFile(ByteStore store, Seal seal) {
        this.store = store;
        this.seal = seal;
    }

    /// @param opening from what is kept to the issuer itself
    /// @throws io.synapsemesh.certs.store.SealBroken if the file was changed
    /// @throws IllegalArgumentException if it opens but holds no issuers
    Optional<KeptIssuers> read(Function<IssuerForm, LeafSource> opening) {
        return store.read(NAME).map(content -> {
            var fields = SealedRecord.decode(seal.open(PURPOSE, content)).iterator();
            try {
                return decode(fields, opening);
            } catch (NoSuchElementException e) {
                throw new IllegalArgumentException(PURPOSE + " holds fewer fields than it says", e);
            }
        });
    }

    void write(KeptIssuers kept) {
        var overlap = kept.overlap();
        var fields = new ArrayList<byte[]>();
        int flags = (overlap.next().isPresent() ? NEXT : 0)
                | (overlap.previous().isPresent() ? PREVIOUS : 0)
                | (kept.rotation().isPresent() ? ROTATION : 0)
                | (kept.declined().isPresent() ? DECLINED : 0)
                | (kept.spent().isPresent() ? SPENT : 0);
        fields.add(new byte[] {VERSION, (byte) flags});
        overlap.sides().forEach(side -> add(fields, side));
        kept.rotation().ifPresent(rotation -> fields.add(RotationBytes.encode(rotation)));
        kept.declined().ifPresent(form -> add(fields, form));
        kept.spent().ifPresent(root -> fields.add(utf8(root)));
        store.write(NAME, seal.seal(PURPOSE, SealedRecord.encode(fields)));
    }

    private static KeptIssuers decode(Iterator<byte[]> fields, Function<IssuerForm, LeafSource> opening) {
        byte[] header = fields.next();
        if (header.length != 2 || header[0] != VERSION) {
            throw new IllegalArgumentException(PURPOSE + " was written by another version of SynapseMesh");
        }
        int flags = header[1];
        var current = side(fields, opening);
        var next = has(flags, NEXT) ? Optional.of(side(fields, opening)) : Optional.<IssuerSide>empty();
        var previous = has(flags, PREVIOUS) ? Optional.of(side(fields, opening)) : Optional.<IssuerSide>empty();
        return new KeptIssuers(
                new IssuerOverlap(current, next, previous),
                has(flags, ROTATION) ? Optional.of(RotationBytes.decode(fields.next())) : Optional.empty(),
                has(flags, DECLINED) ? Optional.of(form(fields)) : Optional.empty(),
                has(flags, SPENT) ? Optional.of(text(fields)) : Optional.empty());
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    /// The roots in their order, so that the first is the first again.
    private static void add(List<byte[]> fields, IssuerSide side) {
        add(fields, side.form());
        fields.add(new byte[] {(byte) side.known().size()});
        side.known().forEach(root -> fields.add(Pem.der(root)));
    }

    private static void add(List<byte[]> fields, IssuerForm form) {
        fields.add(utf8(form.kind()));
        fields.add(utf8(form.text()));
    }

    private static IssuerSide side(Iterator<byte[]> fields, Function<IssuerForm, LeafSource> opening) {
        var form = form(fields);
        byte[] count = fields.next();
        var known = new ArrayList<X509Certificate>();
        for (int left = count.length == 1 ? count[0] : -1; left > 0; left--) {
            known.add(Pem.certificate(fields.next()));
        }
        return new IssuerSide(form, opening.apply(form), known);
    }

    private static IssuerForm form(Iterator<byte[]> fields) {
        return new IssuerForm(text(fields), text(fields));
    }

    private static String text(Iterator<byte[]> fields) {
        return new String(fields.next(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
