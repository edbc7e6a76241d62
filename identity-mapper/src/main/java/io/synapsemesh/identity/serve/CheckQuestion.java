package io.synapsemesh.identity.serve;

import com.google.common.net.InetAddresses;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.identity.decide.Asker;
import io.synapsemesh.identity.decide.Mesh;
import io.synapsemesh.identity.decide.Place;
import io.synapsemesh.identity.decide.Point;
import io.synapsemesh.identity.decide.Question;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What Envoy says of a request, as a question. The workspace is that of the SNI the client asked for, the carrier that
/// of the certificate; what our own configuration adds must agree with it. Of the headers one is read, the token.
final class CheckQuestion {
    /// Keys of `context_extensions`, set by the gateway's configuration.
    static final String WORKSPACE = "synapsemesh.workspace";

    static final String ENDPOINT = "synapsemesh.endpoint";

    private static final String REQUEST_ID = "x-request-id";
    private static final String TRACE_PARENT = "traceparent";
    private static final int REQUEST_ID_MAX = 128;

    private final PeerCertificates certificates;

    CheckQuestion(PeerCertificates certificates) {
        this.certificates = certificates;
    }

    /// @throws IllegalArgumentException if it has no address of a peer
    Question read(Mesh mesh, Asker asker, AttributeContext attributes) {
        boolean http = attributes.getRequest().hasHttp();
        AttributeContext.HttpRequest request = attributes.getRequest().getHttp();
        Optional<Place> place = place(mesh, attributes, http);
        SocketAddress socket = attributes.getSource().getAddress().getSocketAddress();
        Optional<PeerCertificates.Peer> peer = peer(attributes.getSource());
        Optional<SpiffeId> carrier = attributes.getSource().getCertificate().isEmpty()
                ? principal(attributes.getSource())
                : peer.map(PeerCertificates.Peer::identity);
        return new Question(
                http ? Point.EXT_AUTHZ : Point.EXT_AUTHZ_NETWORK,
                asker,
                place,
                carrier,
                http ? token(mesh, place, request) : Optional.empty(),
                request.getMethod(),
                request.getPath(),
                address(socket.getAddress()),
                new Question.Trail(
                        socket.getPortValue(),
                        header(request, REQUEST_ID).filter(id -> id.length() <= REQUEST_ID_MAX),
                        header(request, TRACE_PARENT).flatMap(CheckQuestion::traceId),
                        peer.map(PeerCertificates.Peer::sha256)));
    }

    private static Optional<Place> place(Mesh mesh, AttributeContext attributes, boolean http) {
        String sni = attributes.getTlsSession().getSni().toLowerCase(Locale.ROOT);
        if (sni.isEmpty()
                || http
                        && !withoutPort(attributes.getRequest().getHttp().getHost())
                                .equalsIgnoreCase(sni)) {
            return Optional.empty();
        }
        var extensions = attributes.getContextExtensionsMap();
        return mesh.place(sni)
                .filter(place ->
                        agrees(extensions.get(WORKSPACE), place.workspace().qualifiedName()))
                .filter(place ->
                        agrees(extensions.get(ENDPOINT), place.endpoint().documentName()));
    }

    private static boolean agrees(@Nullable String said, String known) {
        return said == null || said.equals(known);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    /// Envoy reports the first URI SAN as principal; a certificate that says otherwise is not the one it speaks of.
    private Optional<PeerCertificates.Peer> peer(AttributeContext.Peer source) {
        return source.getCertificate().isEmpty()
                ? Optional.empty()
                : certificates
                        .read(source.getCertificate())
                        .filter(peer -> peer.identity().uri().equals(source.getPrincipal()));
    }

    private static Optional<SpiffeId> principal(AttributeContext.Peer source) {
        try {
            return Optional.of(SpiffeId.parse(source.getPrincipal()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> token(Mesh mesh, Optional<Place> place, AttributeContext.HttpRequest request) {
        return place.flatMap(there -> mesh.site(there.workspace()))
                .map(site -> TokenHeader.of(site.workspace().credential()))
                .flatMap(where -> where.token(header(request, where.header())));
    }

    /// Of several with one name Envoy makes one value, with commas; no token is such a text.
    private static Optional<String> header(AttributeContext.HttpRequest request, String name) {
        if (!request.hasHeaderMap()) {
            return Optional.ofNullable(request.getHeadersMap().get(name));
        }
        var found = request.getHeaderMap().getHeadersList().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getRawValue().isEmpty()
                        ? header.getValue()
                        : header.getRawValue().toStringUtf8())
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join(",", found));
    }

    private static Optional<String> traceId(String traceParent) {
        String[] parts = traceParent.split("-", 4);
        boolean good = parts.length == 4
                && parts[1].length() == 32
                && parts[1].chars().allMatch(c -> Character.digit(c, 16) >= 0);
        return good ? Optional.of(parts[1]) : Optional.empty();
    }

    private static InetAddress address(String text) {
        return InetAddresses.forString(text);
    }
}
