package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last good bundle of each peer on disk, each a file of its own, read as strictly as one from the network.
final class KeptBundles {
    private static final Logger LOG = LoggerFactory.getLogger(KeptBundles.class);

    private static final String PREFIX = "peer-";

    private final ByteStore store;

    KeptBundles(ByteStore store) {
        this.store = store;
    }

    /// Empty if there is none, or none that can be believed.
    Optional<BundleDocument> read(TrustDomain trustDomain) {
        Optional<byte[]> file = store.read(name(trustDomain));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> json = HashedFile.read(file.get()).flatMap(content -> without(trustDomain, content));
            if (json.isPresent()) {
                return Optional.of(BundleDocument.parse(json.get(), trustDomain));
            }
            LOG.error("the kept bundle is damaged and is not used: trustDomain={}", trustDomain);
        } catch (BundleRefused e) {
            LOG.error("the kept bundle is not used: trustDomain={} reason={}", trustDomain, e.reason());
        }
        return Optional.empty();
    }

    void write(TrustDomain trustDomain, byte[] json) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(head(trustDomain));
        content.writeBytes(json);
        store.write(name(trustDomain), HashedFile.write(content.toByteArray()));
    }

    /// Forgets every other peer: one that comes back begins anew.
    void retain(Collection<TrustDomain> trustDomains) {
        var names = trustDomains.stream().map(KeptBundles::name).collect(Collectors.toSet());
        store.names().stream()
                .filter(name -> name.startsWith(PREFIX) && !names.contains(name))
                .forEach(store::delete);
    }

    /// A file says whose it is, so that one under another's name is not believed.
    private static byte[] head(TrustDomain trustDomain) {
        return (trustDomain.name() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static Optional<byte[]> without(TrustDomain trustDomain, byte[] content) {
        byte[] head = head(trustDomain);
        boolean its = content.length >= head.length && Arrays.equals(head, Arrays.copyOf(content, head.length));
        return its ? Optional.of(Arrays.copyOfRange(content, head.length, content.length)) : Optional.empty();
    }

    /// A trust domain may be longer than a file name, and may begin as no file of ours does.
    private static String name(TrustDomain trustDomain) {
        return PREFIX + Pem.sha256Hex(trustDomain.name().getBytes(StandardCharsets.US_ASCII));
    }
}
