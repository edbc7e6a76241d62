package io.synapsemesh.core.identity;

import io.synapsemesh.core.azure.WorkspaceResourceId;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A SPIFFE id with a path, such as `spiffe://corp.example/ns/etl/sa/nightly`: the name of one workload.
///
/// The grammar is the one of the SPIFFE-ID standard (section 2.2) and no laxer: Envoy's own validator accepts `..`,
/// `%2f`
/// and queries, so this parser is what keeps such names out of certificates. At most 2,048 bytes.
public record SpiffeId(TrustDomain trustDomain, String path) implements Comparable<SpiffeId> {
    public static final int BYTES_MAX = 2048;

    private static final String SCHEME = "spiffe://";
    private static final Pattern KUBERNETES_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    public SpiffeId {
        if (SCHEME.length() + trustDomain.name().length() + path.length() > BYTES_MAX) {
            throw new IllegalArgumentException("SPIFFE id is longer than " + BYTES_MAX + " bytes");
        }
        if (!isPath(path)) {
            throw new IllegalArgumentException(
                    "not a SPIFFE path (/segment of A-Z a-z 0-9 . _ -, no . or ..): " + path);
        }
    }

    /// @throws IllegalArgumentException if `text` is not a SPIFFE id with a path
    public static SpiffeId parse(String text) {
        if (text.length() > BYTES_MAX) {
            throw new IllegalArgumentException("SPIFFE id is longer than " + BYTES_MAX + " bytes");
        }
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException("a SPIFFE id starts with spiffe://: " + text);
        }
        int slash = text.indexOf('/', SCHEME.length());
        if (slash < 0) {
            throw new IllegalArgumentException("a SPIFFE id of a workload has a path: " + text);
        }
        return new SpiffeId(TrustDomain.parse(text.substring(SCHEME.length(), slash)), text.substring(slash));
    }

    /// The id of a Kubernetes service account, in Istio's form `/ns/<namespace>/sa/<service account>`.
    public static SpiffeId ofServiceAccount(TrustDomain trustDomain, String namespace, String serviceAccount) {
        requireKubernetesName("namespace", namespace);
        requireKubernetesName("service account", serviceAccount);
        return new SpiffeId(trustDomain, "/ns/" + namespace + "/sa/" + serviceAccount);
    }

    /// The id of a workspace: `/synapse/<subscription>/<resource group>/<workspace>`, lower-cased, and each byte
    /// outside
    /// `[a-z0-9.-]` written `_hh`. Total and injective over ARM ids.
    public static SpiffeId ofWorkspace(TrustDomain trustDomain, WorkspaceResourceId id) {
        return new SpiffeId(
                trustDomain,
                "/synapse/" + escape(id.subscription()) + "/" + escape(id.resourceGroup()) + "/"
                        + escape(id.workspace()));
    }

    public static SpiffeId ofControlPlane(TrustDomain trustDomain) {
        return new SpiffeId(trustDomain, "/synapsemesh/control-plane");
    }

    public String uri() {
        return SCHEME + trustDomain.name() + path;
    }

    @Override
    public int compareTo(SpiffeId other) {
        return uri().compareTo(other.uri());
    }

    @Override
    public String toString() {
        return uri();
    }

    /// `/segment` once or more, each of `[A-Za-z0-9._-]`, none of them `.` or `..`. By hand: every call of the port
    /// asks.
    private static boolean isPath(String path) {
        int start = 0;
        while (start < path.length()) {
            if (path.charAt(start) != '/') {
                return false;
            }
            int end = start + 1;
            boolean onlyDots = true;
            while (end < path.length() && isSegmentCharacter(path.charAt(end))) {
                onlyDots &= path.charAt(end) == '.';
                end++;
            }
            int length = end - start - 1;
            if (length == 0 || onlyDots && length <= 2) {
                return false;
            }
            start = end;
        }
        return start > 0;
    }

    private static boolean isSegmentCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    private static void requireKubernetesName(String what, String name) {
        if (!KUBERNETES_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a " + what + " name: " + name);
        }
    }

    /// The name is in lower case already, and ends in no dot: it cannot become a dot segment.
    private static String escape(String armName) {
        var escaped = new StringBuilder();
        for (byte signed : armName.getBytes(StandardCharsets.UTF_8)) {
            int b = signed & 0xff;
            boolean plain = b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-' || b == '.';
            if (plain) {
                escaped.append((char) b);
            } else {
                escaped.append('_').append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return escaped.toString();
    }
}
