package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealBroken;
import io.synapsemesh.certs.store.SealedRecord;
import io.synapsemesh.core.secret.SecretBytes;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leaves on disk, one sealed file each under `svids/`, so that a restart neither re-issues nor forgets. The file name
/// is a hash: identities do not show in listings. A file that does not open is treated as no file: the leaf is issued
/// anew, which is always safe.
public final class SvidStore {
    private static final Logger LOG = LoggerFactory.getLogger(SvidStore.class);
    private static final String SUFFIX = ".leaf";
    private static final int VERSION = 1;
    private static final int TIMES = 4 + 2 * Long.BYTES;

    private final ByteStore store;
    private final Seal seal;

    public SvidStore(ByteStore store, Seal seal) {
        this.store = store;
        this.seal = seal;
    }

    Optional<HeldLeaf> read(LeafName name) {
        try {
            return store.read(fileOf(name)).map(content -> {
                byte[] plain = seal.open(purposeOf(name), content);
                try {
                    return decode(name, plain);
                } finally {
                    Arrays.fill(plain, (byte) 0);
                }
            });
        } catch (SealBroken | IllegalArgumentException | UncheckedIOException e) {
            LOG.warn("a kept leaf is unusable and is issued anew: identity={} reason={}", name.text(), e.getMessage());
            return Optional.empty();
        }
    }

    void write(HeldLeaf held) {
        var fields = new ArrayList<byte[]>();
        fields.add(ByteBuffer.allocate(TIMES)
                .putInt(VERSION)
                .putLong(held.issuedAt().toEpochMilli())
                .putLong(held.renewAt().toEpochMilli())
                .array());
        fields.add(held.leaf().privateKey().open());
        held.leaf().chain().certificates().forEach(certificate -> fields.add(Pem.der(certificate)));
        byte[] plain = SealedRecord.encode(fields);
        try {
            var name = held.leaf().name();
            store.write(fileOf(name), seal.seal(purposeOf(name), plain));
        } finally {
            SealedRecord.wipe(fields);
            Arrays.fill(plain, (byte) 0);
        }
    }

    /// Deletes the leaves nobody wants, those included whose documents went while the control plane was down.
    void retain(Collection<LeafName> wanted) {
        var files = new HashSet<String>();
        wanted.forEach(name -> files.add(fileOf(name)));
        for (String file : store.names()) {
            if (file.endsWith(SUFFIX) && !files.contains(file)) {
                store.delete(file);
            }
        }
    }

    static String fileOf(LeafName name) {
        return Pem.sha256Hex(name.text().getBytes(StandardCharsets.UTF_8)).substring(0, 40) + SUFFIX;
    }

    private static String purposeOf(LeafName name) {
        return "svids/" + name.text();
    }

    private static HeldLeaf decode(LeafName name, byte[] plain) {
        List<byte[]> fields = SealedRecord.decode(plain);
        try {
            if (fields.size() < 3 || fields.getFirst().length != TIMES) {
                throw new IllegalArgumentException("a leaf file of " + fields.size() + " fields");
            }
            var times = ByteBuffer.wrap(fields.getFirst());
            if (times.getInt() != VERSION) {
                throw new IllegalArgumentException("written by another version of SynapseMesh");
            }
            var issuedAt = Instant.ofEpochMilli(times.getLong());
            var renewAt = Instant.ofEpochMilli(times.getLong());
            var chain = new ArrayList<X509Certificate>();
            fields.subList(2, fields.size()).forEach(der -> chain.add(Pem.certificate(der)));
            var leaf = new Leaf(name, new CertificateChain(chain), SecretBytes.copyOf(fields.get(1)));
            return new HeldLeaf(leaf, issuedAt, renewAt);
        } finally {
            SealedRecord.wipe(fields);
        }
    }
}
