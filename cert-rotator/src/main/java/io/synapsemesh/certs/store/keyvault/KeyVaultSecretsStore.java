package io.synapsemesh.certs.store.keyvault;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.RemoteFolder;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.remote.StoreNames;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Secrets of one Azure Key Vault, one a file, content as Base64.
///
/// A vault has no compare-and-set: the newest version is looked at before a write and again after it, so of two writers
/// within one moment both may believe they won; what stands is one content, whole. And it keeps what was deleted, for
/// 7 to 90 days, under its name: a deletion therefore first writes a tombstone, so that recovering the name for a later
/// write never brings an old key back.
public final class KeyVaultSecretsStore implements RemoteFolder {
    /// 25,000 characters of a value, less a quarter for Base64.
    static final int CONTENT_BYTES_MAX = 18_750;

    /// A vault's names: `[0-9a-zA-Z-]{1,127}`.
    private static final int NAME_MAX = 127;

    private static final String SEALED = "application/vnd.synapsemesh.sealed+base64";
    private static final String TOMBSTONE = "application/vnd.synapsemesh.deleted";
    private static final String FILE_NAME = "synapsemesh-file";

    private final KeyVaultConfig config;
    private final KeyVaultDoor door;
    private final SecretClient client;

    private KeyVaultSecretsStore(KeyVaultConfig config, KeyVaultDoor door) {
        this.config = config;
        this.door = door;
        this.client = door.secrets();
    }

    public static RemoteStore open(KeyVaultConfig config, String prefix, Clock clock) {
        var breaker = new Breaker(clock);
        return open(config, KeyVaultDoor.open(config, breaker), breaker, prefix);
    }

    static RemoteStore open(KeyVaultConfig config, KeyVaultDoor door, Breaker breaker, String prefix) {
        return new RemoteStore(
                new KeyVaultSecretsStore(config, door), new StoreNames(prefix, NAME_MAX), config.deadline(), breaker);
    }

    @Override
    public String title() {
        return config.title();
    }

    @Override
    public int contentBytesMax() {
        return CONTENT_BYTES_MAX;
    }

    @Override
    public Optional<Kept> fetch(String id) {
        return newest(id).filter(secret -> !isTombstone(secret.getProperties())).map(secret -> kept(id, secret));
    }

    private Optional<KeyVaultSecret> newest(String id) {
        return VaultAnswers.call(title() + " did not read " + id, () -> {
            try {
                return Optional.of(client.getSecret(id));
            } catch (HttpResponseException e) {
                if (VaultAnswers.errorCode(e).equals("SecretNotFound")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private Kept kept(String id, KeyVaultSecret secret) {
        String version = secret.getProperties().getVersion();
        if (!SEALED.equals(secret.getProperties().getContentType()) || secret.getValue() == null || version == null) {
            throw new StoreFailed(Code.SYN0825, title() + " holds something else than ours under " + id);
        }
        try {
            return new Kept(Base64.getDecoder().decode(secret.getValue()), version);
        } catch (IllegalArgumentException e) {
            throw new StoreFailed(Code.SYN0825, title() + " holds something else than ours under " + id, e);
        }
    }

    @Override
    public String put(String id, String name, byte[] content, Optional<String> expected) {
        if (!fetch(id).map(Kept::mark).equals(expected)) {
            throw overtaken(name);
        }
        String made = set(id, name, Base64.getEncoder().encodeToString(content), SEALED);
        var found = fetch(id).orElseThrow(() -> overtaken(name));
        if (!found.mark().equals(made)) {
            throw overtaken(name);
        }
        RemoteStore.requireSame(title(), id, content, found.content());
        return made;
    }

    private String set(String id, String name, String value, String contentType) {
        var secret = new KeyVaultSecret(id, value)
                .setProperties(
                        new SecretProperties().setContentType(contentType).setTags(Map.of(FILE_NAME, name)));
        return VaultAnswers.call(title() + " did not write " + id, () -> {
            try {
                return versionOf(client.setSecret(secret));
            } catch (HttpResponseException e) {
                if (!VaultAnswers.errorCode(e).equals("Conflict")) {
                    throw e;
                }
                recover(id);
                return versionOf(client.setSecret(secret));
            }
        });
    }

    private String versionOf(KeyVaultSecret secret) {
        String version = secret.getProperties().getVersion();
        if (version == null || version.isEmpty()) {
            throw new StoreFailed(Code.SYN0825, title() + " answered a write without its version");
        }
        return version;
    }

    /// The name of a deleted secret is free again when its tombstone is back; the caller's deadline bounds the wait.
    private void recover(String id) {
        client.beginRecoverDeletedSecret(id).waitForCompletion();
    }

    private StoreFailed overtaken(String name) {
        return new StoreFailed(Code.SYN0824, name + " was changed by somebody else in " + title());
    }

    @Override
    public void remove(String id) {
        var present = newest(id);
        if (present.isEmpty()) {
            return;
        }
        if (!isTombstone(present.get().getProperties())) {
            var tags = present.get().getProperties().getTags();
            set(id, tags == null ? "" : Objects.requireNonNullElse(tags.get(FILE_NAME), ""), "deleted", TOMBSTONE);
        }
        VaultAnswers.call(
                title() + " did not delete " + id,
                () -> client.beginDeleteSecret(id).poll());
    }

    @Override
    public List<Entry> list() {
        return VaultAnswers.call(title() + " did not list its secrets", () -> {
            var found = new ArrayList<Entry>();
            for (SecretProperties secret : client.listPropertiesOfSecrets()) {
                if (SEALED.equals(secret.getContentType())) {
                    var tags = Objects.requireNonNullElse(secret.getTags(), Map.<String, String>of());
                    found.add(new Entry(secret.getName(), Optional.ofNullable(tags.get(FILE_NAME))));
                }
                if (found.size() > RemoteStore.NAMES_MAX) {
                    return found;
                }
            }
            return found;
        });
    }

    private static boolean isTombstone(SecretProperties properties) {
        return TOMBSTONE.equals(properties.getContentType());
    }

    @Override
    public void close() {
        door.close();
    }
}
