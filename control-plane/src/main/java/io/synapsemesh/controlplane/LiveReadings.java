package io.synapsemesh.controlplane;

import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.controlplane.admin.CertItem;
import io.synapsemesh.controlplane.admin.ForecastItem;
import io.synapsemesh.controlplane.admin.PeerItem;
import io.synapsemesh.controlplane.admin.PolicyBook;
import io.synapsemesh.controlplane.admin.ProxyItem;
import io.synapsemesh.controlplane.admin.Readings;
import io.synapsemesh.controlplane.admin.RootItem;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.controlplane.status.DocumentStatus;
import io.synapsemesh.controlplane.status.StatusFiles;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.documents.v1alpha1.SynapseRoleBinding;
import io.synapsemesh.xds.serve.AdsServer;
import io.synapsemesh.xds.serve.ProxyState;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.View;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the admin API shows, read from the parts that know it.
final class LiveReadings implements Readings, PolicyBook {
    private final Supplier<Published> published;
    private final AdsServer ads;
    private final CertificateDesk certificates;
    private final PeerReadings peers;
    private final StatusFiles status;

    LiveReadings(
            Supplier<Published> published,
            AdsServer ads,
            CertificateDesk certificates,
            PeerReadings peers,
            StatusFiles status) {
        this.published = published;
        this.ads = ads;
        this.certificates = certificates;
        this.peers = peers;
        this.status = status;
    }

    @Override
    public List<DocumentStatus> status() {
        return status.all();
    }

    @Override
    public List<ProxyItem> proxies() {
        Published now = published.get();
        return ads.proxies().stream().map(state -> item(state, now)).toList();
    }

    @Override
    public List<CertItem> certs() {
        List<ProxyState> connected =
                ads.proxies().stream().filter(ProxyState::connected).toList();
        return certificates.certificates().stream()
                .map(leaf -> item(leaf, connected))
                .toList();
    }

    @Override
    public List<RootItem> roots() {
        return RootReadings.items(certificates.roots(), certificates.issuer(), peers::note);
    }

    @Override
    public Optional<ForecastItem> rootForecast(String authority) {
        return RootReadings.forecast(certificates.roots(), authority, peers::note);
    }

    @Override
    public List<PeerItem> peers() {
        return peers.items();
    }

    @Override
    public Optional<byte[]> ownBundle() {
        return peers.ownBundle();
    }

    @Override
    public boolean ready() {
        return ads.snapshot().generation() > 0;
    }

    @Override
    public Optional<PolicyIr> policy(String workspace) {
        String[] parts = workspace.split("/", 2);
        return parts.length < 2
                ? Optional.empty()
                : Optional.ofNullable(
                        published.get().policies().get(new DocumentRef("SynapseWorkspace", parts[0], parts[1])));
    }

    @Override
    public RouteTable routes() {
        return published.get().routes();
    }

    @Override
    public Optional<String> role(DocumentRef binding) {
        return Optional.ofNullable(published.get().documents().get(binding))
                .filter(document -> document.spec() instanceof SynapseRoleBinding)
                .map(document -> ((SynapseRoleBinding) document.spec()).role());
    }

    @Override
    public long epoch() {
        return published.get().snapshot().generation();
    }

    private static ProxyItem item(ProxyState state, Published now) {
        Proxy proxy = now.proxies().get(state.proxy());
        return new ProxyItem(
                state.proxy().qualifiedName(),
                proxy == null ? "" : proxy.role().documentName(),
                state.identity()
                        .or(() -> Optional.ofNullable(proxy).map(Proxy::identity))
                        .map(id -> id.uri())
                        .orElse(null),
                state.connected(),
                state.since().orElse(null),
                state.agent(),
                state.types().stream().map(LiveReadings::item).toList());
    }

    private static ProxyItem.OfType item(ProxyState.OfType type) {
        return new ProxyItem.OfType(
                type.type().url(),
                type.resources(),
                type.state().text(),
                type.version(),
                type.lastAck().orElse(null),
                type.reject()
                        .map(reject -> new ProxyItem.Reject(
                                reject.resource(),
                                reject.document()
                                        .map(origin -> origin.document().toString())
                                        .orElse(null),
                                reject.message()))
                        .orElse(null));
    }

    private CertItem item(CertificateStatus leaf, List<ProxyState> connected) {
        return new CertItem(
                leaf.name().text(),
                leaf.serial().orElse(null),
                leaf.issuer(),
                leaf.notBefore().orElse(null),
                leaf.notAfter().orElse(null),
                leaf.renewAt().orElse(null),
                leaf.state().text(),
                lastError(leaf),
                servedBy(leaf, connected),
                leaf.outageBudgetSeconds());
    }

    /// With its code in front, so that it can be looked up.
    private static @Nullable String lastError(CertificateStatus leaf) {
        if (leaf.budget() == CertificateStatus.Budget.LOW) {
            return Code.SYN0804 + " the outage budget is low: "
                    + leaf.lastError().orElse("nothing was tried yet");
        }
        return leaf.lastError()
                .map(error -> error.startsWith("SYN") ? error : Code.SYN0801 + " " + error)
                .orElse(null);
    }

    private List<String> servedBy(CertificateStatus leaf, List<ProxyState> connected) {
        String secret = leaf.name().identity().uri();
        return connected.stream()
                .map(ProxyState::proxy)
                .distinct()
                .filter(proxy -> {
                    View view = ads.snapshot().view(proxy);
                    return view != null && view.type(TypeUrl.SECRET).get(secret) != null;
                })
                .map(DocumentRef::qualifiedName)
                .toList();
    }
}
