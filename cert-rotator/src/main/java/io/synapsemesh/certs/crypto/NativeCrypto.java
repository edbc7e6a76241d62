package io.synapsemesh.certs.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts AWS-LC, through the Amazon Corretto Crypto Provider, in front of the JDK's own algorithms where its native part
/// loads: P-256 signs about six times as fast. Everything works without it, slower.
public final class NativeCrypto {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);
    private static final String JDK = "JDK";

    private NativeCrypto() {}

    /// Called once, at the start of a process, before any key is used.
    ///
    /// @return the name of the provider in use: `AmazonCorrettoCryptoProvider` or `JDK`
    public static String install() {
        try {
            var provider = Native.healthy();
            Security.insertProviderAt(provider, 1);
            return provider.getName();
        } catch (Throwable missing) {
            // Its class, its library or its self-test: all of them mean the same, and none may stop a start.
            if (missing instanceof VirtualMachineError fatal) {
                throw fatal;
            }
            LOG.info("native cryptography is not available, the JDK's own is used: reason={}", missing.toString());
            return JDK;
        }
    }

    /// Apart, so that without the library this class fails to load where that is caught, and [NativeCrypto] does not.
    private static final class Native {
        static Provider healthy() {
            var provider = AmazonCorrettoCryptoProvider.INSTANCE;
            provider.assertHealthy();
            return provider;
        }
    }
}
