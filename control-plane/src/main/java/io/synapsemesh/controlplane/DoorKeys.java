package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Leaf;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificate of one of the control plane's ports: each handshake shows the leaf there is now, so a renewal needs
/// no restart. Also what it shows as a client where somebody asks who it is.
final class DoorKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "door";

    private final Supplier<Optional<Shown>> shown;

    /// @param chain leaf first
    record Shown(List<X509Certificate> chain, PrivateKey key) {
        Shown {
            chain = List.copyOf(chain);
        }

        static Shown of(Leaf leaf) {
            return new Shown(leaf.chain().certificates(), DoorKeys.key(leaf));
        }
    }

    DoorKeys(Supplier<Optional<Shown>> shown) {
        this.shown = shown;
    }

    static DoorKeys ofLeaf(Supplier<Optional<Leaf>> leaf) {
        return new DoorKeys(() -> leaf.get().map(Shown::of));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return shown.get().map(s -> s.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return shown.get().map(Shown::key).orElse(null);
    }

    private static PrivateKey key(Leaf leaf) {
        byte[] der = leaf.privateKey().open();
        try {
            String algorithm = leaf.chain().leaf().getPublicKey().getAlgorithm();
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a leaf of ours has a key the JDK reads", e);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }
}
