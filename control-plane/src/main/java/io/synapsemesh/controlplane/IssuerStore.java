package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.issuer.overlap.IssuerForm;
import io.synapsemesh.certs.store.ByteStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What one outside issuer keeps between two starts, apart from that of every other: a mesh that moves has two, and may
/// have two of one kind.
record IssuerStore(ByteStore whole, String prefix) implements ByteStore {
    private static final int DIGITS = 16;

    static IssuerStore of(ByteStore whole, IssuerForm form) {
        String digest = Pem.sha256Hex((form.kind() + form.text()).getBytes(StandardCharsets.UTF_8));
        return new IssuerStore(whole, "issuer-" + digest.substring(0, DIGITS) + ".");
    }

    @Override
    public Optional<byte[]> read(String name) {
        return whole.read(prefix + name);
    }

    @Override
    public void write(String name, byte[] content) {
        whole.write(prefix + name, content);
    }

    @Override
    public void delete(String name) {
        whole.delete(prefix + name);
    }

    @Override
    public SortedSet<String> names() {
        var own = new TreeSet<String>();
        for (String name : whole.names()) {
            if (name.startsWith(prefix)) {
                own.add(name.substring(prefix.length()));
            }
        }
        return own;
    }
}
