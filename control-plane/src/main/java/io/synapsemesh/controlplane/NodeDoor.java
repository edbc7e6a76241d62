package io.synapsemesh.controlplane;

import io.grpc.Metadata;
import io.synapsemesh.controlplane.node.NodeCredential;
import io.synapsemesh.controlplane.node.NodeTokenVerdict;
import io.synapsemesh.controlplane.node.NodeTokens;
import io.synapsemesh.controlplane.state.OperatorToken;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.xds.serve.Authentication;
import io.synapsemesh.xds.serve.StreamAuthenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is calling on the xDS port (rules.md B): a proxy with a node token or its SVID, or an operator. The proxy's
/// document must be in force and name the very identity that was proven; what the client says of itself is not looked
/// at.
final class NodeDoor implements StreamAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDoor.class);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String SCHEME = "Bearer ";
    private static final String PROXY = "MeshProxy";
    private static final int URI_SAN = 6;

    private final NodeTokens tokens;
    private final OperatorToken operator;
    private final Supplier<Map<DocumentRef, Proxy>> proxies;
    private volatile Named named = Named.of(Map.of());

    /// The proxies of one moment by their identity, so that a call costs the same however many there are.
    private record Named(Map<DocumentRef, Proxy> of, Map<SpiffeId, List<Proxy>> byIdentity) {
        static Named of(Map<DocumentRef, Proxy> proxies) {
            return new Named(proxies, proxies.values().stream().collect(Collectors.groupingBy(Proxy::identity)));
        }
    }

    NodeDoor(NodeTokens tokens, OperatorToken operator, Supplier<Map<DocumentRef, Proxy>> proxies) {
        this.tokens = tokens;
        this.operator = operator;
        this.proxies = proxies;
    }

    @Override
    public Authentication authenticate(Presented presented) {
        return authenticate(
                Optional.ofNullable(presented.metadata().get(AUTHORIZATION)),
                presented.tls().flatMap(NodeDoor::leaf),
                presented.address());
    }

    /// @param authorization the header's value: a token in it counts, whatever certificate there is
    /// @param leaf the client's certificate, verified in the handshake
    Authentication authenticate(
            Optional<String> authorization, Optional<X509Certificate> leaf, Optional<SocketAddress> address) {
        if (authorization.isPresent()) {
            String header = authorization.get();
            return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? byToken(header.substring(SCHEME.length()).strip(), address)
                    : new Authentication.Refused("not a bearer token");
        }
        return leaf.map(this::bySvid).orElseGet(() -> new Authentication.Refused("no credential"));
    }

    private Authentication byToken(String token, Optional<SocketAddress> address) {
        if (operator.matches(token)) {
            return new Authentication.Operator(ControlPlane.OPERATOR);
        }
        Optional<InetAddress> source = address.filter(InetSocketAddress.class::isInstance)
                .map(from -> ((InetSocketAddress) from).getAddress());
        if (source.isEmpty()) {
            return new Authentication.Refused("no address");
        }
        return switch (tokens.verify(token, source.get())) {
            case NodeTokenVerdict.Accepted(NodeCredential credential) -> ofProxy(credential);
            case NodeTokenVerdict.Refused(var reason, String detail) -> {
                LOG.warn("SYN0702 node token refused: reason={} detail={}", reason, detail);
                yield new Authentication.Refused("node token: " + reason);
            }
        };
    }

    private Authentication ofProxy(NodeCredential credential) {
        String[] name = credential.node().split("/", 2);
        var ref = new DocumentRef(PROXY, name[0], name[1]);
        Proxy proxy = proxies.get().get(ref);
        if (proxy == null) {
            return new Authentication.Refused("no such proxy");
        }
        if (!proxy.identity().equals(credential.identity())) {
            return new Authentication.Refused("the proxy has another identity now");
        }
        return new Authentication.Authenticated(
                credential.identity(),
                ref,
                credential.expiresAt(),
                credential.id(),
                Authentication.Place.ONE_ADDRESS,
                proxy.replicas());
    }

    /// The client's certificate, if it showed one.
    static Optional<X509Certificate> leaf(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return Optional.of((X509Certificate) chain[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private Authentication bySvid(X509Certificate leaf) {
        Optional<SpiffeId> identity = identity(leaf);
        if (identity.isEmpty()) {
            return new Authentication.Refused("not one SPIFFE id");
        }
        List<Proxy> found = byIdentity().getOrDefault(identity.get(), List.of());
        if (found.size() != 1) {
            return new Authentication.Refused(found.isEmpty() ? "no such proxy" : "several proxies have this identity");
        }
        return new Authentication.Authenticated(
                identity.get(),
                found.getFirst().ref(),
                leaf.getNotAfter().toInstant(),
                leaf.getSerialNumber().toString(16),
                Authentication.Place.ANY,
                found.getFirst().replicas());
    }

    private Map<SpiffeId, List<Proxy>> byIdentity() {
        var now = proxies.get();
        var known = named;
        if (known.of() != now) {
            known = Named.of(now);
            named = known;
        }
        return known.byIdentity();
    }

    /// Exactly one URI SAN: Envoy reads the first, others read any, so a second one is an attack or a mistake.
    static Optional<SpiffeId> identity(X509Certificate leaf) {
        try {
            var names = leaf.getSubjectAlternativeNames();
            var uris = new ArrayList<String>();
            if (names != null) {
                for (List<?> name : names) {
                    if (Integer.valueOf(URI_SAN).equals(name.get(0))) {
                        uris.add(String.valueOf(name.get(1)));
                    }
                }
            }
            return uris.size() == 1 ? Optional.of(SpiffeId.parse(uris.getFirst())) : Optional.empty();
        } catch (CertificateParsingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
