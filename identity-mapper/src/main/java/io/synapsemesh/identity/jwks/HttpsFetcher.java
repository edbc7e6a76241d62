package io.synapsemesh.identity.jwks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A GET that a hostile URL cannot turn against us: https only, no redirects, no proxies, no credentials in the URL;
/// the resolved address is judged by the [AddressPolicy] and that same address is dialled; the server proves the URL's
/// host, or what [ServerProof] says instead; one deadline over everything and a cap on the body.
///
/// Written on sockets because the JDK's HTTP clients resolve names by themselves, after any check of ours.
public final class HttpsFetcher implements Fetcher, AutoCloseable {
    public static final int BODY_BYTES_MAX = 1024 * 1024;
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final int URL_CHARS_MAX = 2048;
    private static final int ADDRESSES_MAX = 8;
    private static final int CONNECT_MILLIS = 3_000;
    private static final Pattern ENTITY_TAG = Pattern.compile("[!#-~]{1,128}");

    private final AddressPolicy policy;
    private final Resolver resolver;
    private final SSLContext trust;
    private final ServerProof proof;
    private final Duration deadline;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// What a server is believed by.
    public enum ServerProof {
        /// A certificate that is trusted and names the URL's host (RFC 9110 section 4.3.4).
        HOST,
        /// Whatever the trust manager asks of the certificate, and only that: a SPIFFE id instead of the host.
        TRUST_MANAGER
    }

    public HttpsFetcher(AddressPolicy policy, Resolver resolver, SSLContext trust, Duration deadline) {
        this(policy, resolver, trust, ServerProof.HOST, deadline);
    }

    /// @param proof with [ServerProof#TRUST_MANAGER] the trust manager in `trust` must judge identities by itself
    public HttpsFetcher(
            AddressPolicy policy, Resolver resolver, SSLContext trust, ServerProof proof, Duration deadline) {
        this.policy = policy;
        this.resolver = resolver;
        this.trust = trust;
        this.proof = proof;
        this.deadline = deadline;
    }

    @Override
    public byte[] get(URI uri) {
        return within(checked(uri), target -> exchange(target, "", in -> HttpAnswer.body(in, BODY_BYTES_MAX)));
    }

    /// Asks for what has changed since (RFC 9110 section 13.1.2).
    ///
    /// @param held entity tag of what the caller has, without its quotes
    /// @return empty if the server has the same
    /// @throws FetchFailed if there is neither
    public Optional<byte[]> getUnless(URI uri, String held) {
        if (!ENTITY_TAG.matcher(held).matches()) {
            throw new IllegalArgumentException("not an entity tag");
        }
        String condition = "If-None-Match: \"" + held + "\"\r\n";
        return within(
                checked(uri), target -> exchange(target, condition, in -> HttpAnswer.changedBody(in, BODY_BYTES_MAX)));
    }

    private interface Exchange<T> {
        T with(URI target) throws IOException;
    }

    private interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    /// On a thread of its own, so that a resolver or a peer that hangs cannot hold the caller past the deadline; the
    /// interrupt closes the socket.
    private <T> T within(URI target, Exchange<T> exchange) {
        var running = threads.submit(() -> exchange.with(target));
        try {
            return running.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FetchFailed(target.getHost() + " did not answer within " + deadline, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchFailed("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FetchFailed failed
                    ? failed
                    : new FetchFailed(target.getHost() + ": " + e.getMessage(), e);
        } finally {
            running.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /// The URL in pure ASCII, if it is one we may follow at all.
    private static URI checked(URI uri) {
        var ascii = URI.create(uri.toASCIIString());
        boolean plain = "https".equals(ascii.getScheme())
                && ascii.getHost() != null
                && ascii.getRawUserInfo() == null
                && ascii.getRawFragment() == null
                && ascii.toString().length() <= URL_CHARS_MAX;
        if (!plain) {
            throw new FetchFailed("not an https URL without user and fragment, of at most " + URL_CHARS_MAX
                    + " characters. Fix: correct it in the document.");
        }
        return ascii;
    }

    private <T> T exchange(URI uri, String condition, Reader<T> reader) throws IOException {
        int port = uri.getPort() < 0 ? 443 : uri.getPort();
        try (var plain = connect(addressesOf(uri.getHost()), port)) {
            var factory = trust.getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket(plain, bare(uri.getHost()), port, true)) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm(proof == ServerProof.HOST ? "HTTPS" : null);
                parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                socket.getOutputStream().write(request(uri, condition));
                socket.getOutputStream().flush();
                return reader.read(socket.getInputStream());
            }
        }
    }

    /// All addresses of the name are allowed, or none is dialled: a mixed answer is an attempt.
    private List<InetAddress> addressesOf(String host) throws IOException {
        var addresses = resolver.resolve(bare(host));
        for (InetAddress address : addresses) {
            if (!policy.allows(address)) {
                throw new FetchFailed(host + " leads to " + address.getHostAddress()
                        + ", which may not be dialled. Fix: allow the range, if this is meant.");
            }
        }
        if (addresses.isEmpty()) {
            throw new FetchFailed(host + " has no address");
        }
        return addresses.subList(0, Math.min(addresses.size(), ADDRESSES_MAX));
    }

    private static Socket connect(List<InetAddress> addresses, int port) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : addresses) {
            // The one that connects is closed by the caller.
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    /// @param condition header lines, each with its end
    private static byte[] request(URI uri, String condition) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        return ("GET " + path + query + " HTTP/1.1\r\nHost: " + authority
                        + "\r\nAccept: application/json\r\nAccept-Encoding: identity\r\nUser-Agent: synapsemesh\r\n"
                        + condition + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// An IPv6 literal without its brackets.
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
