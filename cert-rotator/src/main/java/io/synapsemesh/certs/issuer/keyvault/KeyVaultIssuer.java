package io.synapsemesh.certs.issuer.keyvault;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.DeclaredHosts;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.authority.SubordinateAuthority;
import io.synapsemesh.certs.issuer.BoundedCall;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.OptionalLibrary;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.keyvault.KeyVaultDoor;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs leaves under an intermediate that a key in Azure Key Vault signed. The vault is asked once per half life of
/// the
/// intermediate, whatever the number of leaves; a new intermediate is tried from then on, and the old one signs until
/// its end if the vault is away.
public final class KeyVaultIssuer implements LeafIssuer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyVaultIssuer.class);
    private static final String FILE = "azure-key-vault.intermediate";
    private static final OptionalLibrary KEYS =
            new OptionalLibrary("com.azure:azure-security-keyvault-keys", "com.azure.security.keyvault.keys.KeyClient");
    private static final OptionalLibrary IDENTITY =
            new OptionalLibrary("com.azure:azure-identity", "com.azure.identity.DefaultAzureCredentialBuilder");

    private final KeyVaultIssuerConfig config;
    private final Clock clock;
    private final Breaker breaker;
    private final VaultSigner vault;
    private final SubordinateAuthority authority;

    KeyVaultIssuer(
            KeyVaultIssuerConfig config,
            KeyVaultDoor door,
            Breaker breaker,
            SubordinateAuthority authority,
            Clock clock) {
        this.config = config;
        this.clock = clock;
        this.breaker = breaker;
        this.vault = new VaultSigner(config, door);
        this.authority = authority;
    }

    /// @param store where the intermediate is kept, sealed
    /// @throws StoreFailed with SYN0826 if Azure's SDK is not there
    public static KeyVaultIssuer open(
            KeyVaultIssuerConfig config,
            ByteStore store,
            Seal seal,
            DeclaredHosts hosts,
            Clock clock,
            SecureRandom random) {
        KEYS.require("the issuer azureKeyVault");
        IDENTITY.require("the issuer azureKeyVault");
        var breaker = new Breaker(clock);
        return new KeyVaultIssuer(
                config,
                KeyVaultDoor.open(config.vault(), breaker),
                breaker,
                authority(config, store, seal, hosts, clock, random),
                clock);
    }

    static SubordinateAuthority authority(
            KeyVaultIssuerConfig config,
            ByteStore store,
            Seal seal,
            DeclaredHosts hosts,
            Clock clock,
            SecureRandom random) {
        return new SubordinateAuthority(
                config.trustDomain(), store, seal, FILE, hosts, clock, config.backdate(), random);
    }

    @Override
    public String name() {
        return "azureKeyVault";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        if (!(request.name() instanceof LeafName.Svid svid)
                || !svid.identity().trustDomain().equals(config.trustDomain())) {
            throw new IssuanceRefused("the key in Azure Key Vault stands for SVIDs of " + config.trustDomain()
                    + " only, not for " + request.name().text());
        }
        var roots = config.anchors().roots();
        requireIntermediate(roots.signer());
        return authority.issue(request, csr, roots.anchors());
    }

    private synchronized void requireIntermediate(X509Certificate root) {
        var present = authority.intermediate(root);
        if (present.filter(this::isInItsFirstHalf).isPresent()) {
            return;
        }
        try {
            breaker.requirePassage();
            renew(root);
        } catch (IssuanceFailed e) {
            if (present.isEmpty()) {
                throw e;
            }
            LOG.warn(
                    "the old intermediate signs on: end={} reason={}",
                    present.get().getNotAfter(),
                    e.getMessage());
        }
    }

    private boolean isInItsFirstHalf(X509Certificate intermediate) {
        Instant from = intermediate.getNotBefore().toInstant();
        Instant until = intermediate.getNotAfter().toInstant();
        return clock.instant().isBefore(from.plus(Duration.between(from, until).dividedBy(2)));
    }

    private void renew(X509Certificate root) {
        Duration deadline = config.vault().deadline();
        try {
            BoundedCall.within(
                    deadline,
                    () -> {
                        authority.renew(root, vault.signerFor(root), config.intermediateTtl());
                        return true;
                    },
                    () -> {});
        } catch (IssuanceFailed e) {
            throw e;
        } catch (StoreFailed e) {
            if (e.code() == Code.SYN0822) {
                throw new IssuanceFailed(e.getMessage() + ". Fix: grant Get and Sign on the key.", e);
            }
            throw new IssuanceFailed(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            breaker.hold(Optional.empty(), "no answer within " + deadline);
            throw new IssuanceFailed("Azure Key Vault gave no whole answer within " + deadline, e);
        } catch (IOException e) {
            throw new IssuanceRefused("Azure Key Vault signed what cannot be used: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IssuanceFailed("interrupted", e);
        } catch (Exception e) {
            throw new IssuanceFailed(
                    "Azure Key Vault did not sign: " + e.getClass().getSimpleName(), e);
        }
    }

    @Override
    public Anchors anchors() {
        return config.anchors().roots().anchors();
    }

    @Override
    public X509Certificate signer() {
        return config.anchors().roots().signer();
    }

    @Override
    public void close() {
        vault.close();
    }
}
