package io.synapsemesh.controlplane;

import io.synapsemesh.certs.csr.SignRate;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.SortedSet;

/// What a control plane is started with. Port 0 takes a free one.
///
/// @param config the directory with the documents
/// @param dataDir made if it is missing; private to its user
/// @param doorNames host names in the certificate of the xDS port; `localhost` is always in it
/// @param adminHosts names under which the admin API answers, lower case, without port
/// @param namespace the control plane's own: its policies may deny on every workspace
/// @param logFile where proxies write their log of record
/// @param demoTrust whether the trust domain `demo.invalid` may be served
/// @param upstreams where gateways may dial
/// @param keyAddresses which addresses key sets of identity providers and bundles of federated domains may be fetched
/// from
/// @param keyTrust whose servers are believed there
/// @param bundlePort where other trust domains fetch our bundle; empty: nowhere
/// @param signRate how often keys from outside are certified
/// @param istioCa whether they are also certified by Istio's `CreateCertificate`
/// @param decisions where proxies ask for decisions
/// @param azure how tokens for Synapse are got
public record Settings(
        Path config,
        Path dataDir,
        InetSocketAddress xds,
        InetSocketAddress admin,
        InetSocketAddress health,
        SortedSet<String> doorNames,
        SortedSet<String> adminHosts,
        String namespace,
        String logFile,
        Removals removals,
        DemoTrust demoTrust,
        UpstreamPolicy upstreams,
        AddressPolicy keyAddresses,
        TlsTrust keyTrust,
        SignRate signRate,
        Optional<BundlePort> bundlePort,
        IstioCa istioCa,
        DecisionAddresses decisions,
        AzureAccess azure,
        Clock clock,
        SecureRandom random) {
    /// At the standard rate, without a bundle endpoint and without Istio's API; decisions on free ports beside xDS.
    public Settings(
            Path config,
            Path dataDir,
            InetSocketAddress xds,
            InetSocketAddress admin,
            InetSocketAddress health,
            SortedSet<String> doorNames,
            SortedSet<String> adminHosts,
            String namespace,
            String logFile,
            Removals removals,
            DemoTrust demoTrust,
            UpstreamPolicy upstreams,
            AddressPolicy keyAddresses,
            TlsTrust keyTrust,
            Clock clock,
            SecureRandom random) {
        this(
                config,
                dataDir,
                xds,
                admin,
                health,
                doorNames,
                adminHosts,
                namespace,
                logFile,
                removals,
                demoTrust,
                upstreams,
                keyAddresses,
                keyTrust,
                SignRate.STANDARD,
                Optional.empty(),
                IstioCa.NOT_SERVED,
                DecisionAddresses.free(xds.getAddress()),
                AzureAccess.standard(dataDir),
                clock,
                random);
    }

    /// The same with a bundle endpoint.
    public Settings with(BundlePort port) {
        return with(signRate, Optional.of(port), istioCa, decisions, azure);
    }

    /// The same at another rate of signing.
    public Settings with(SignRate rate) {
        return with(rate, bundlePort, istioCa, decisions, azure);
    }

    /// The same with Istio's API, or without it.
    public Settings with(IstioCa served) {
        return with(signRate, bundlePort, served, decisions, azure);
    }

    /// The same with decisions elsewhere.
    public Settings with(DecisionAddresses addresses) {
        return with(signRate, bundlePort, istioCa, addresses, azure);
    }

    /// The same with another way to tokens for Synapse.
    public Settings with(AzureAccess access) {
        return with(signRate, bundlePort, istioCa, decisions, access);
    }

    private Settings with(
            SignRate rate,
            Optional<BundlePort> bundles,
            IstioCa served,
            DecisionAddresses addresses,
            AzureAccess access) {
        return new Settings(
                config,
                dataDir,
                xds,
                admin,
                health,
                doorNames,
                adminHosts,
                namespace,
                logFile,
                removals,
                demoTrust,
                upstreams,
                keyAddresses,
                keyTrust,
                rate,
                bundles,
                served,
                addresses,
                access,
                clock,
                random);
    }

    /// Whether `istio.v1.auth.IstioCertificateService` answers on the xDS port.
    public enum IstioCa {
        NOT_SERVED,
        SERVED
    }

    /// Whether the demo's trust domain is served.
    public enum DemoTrust {
        REFUSED,
        ALLOWED
    }
}
