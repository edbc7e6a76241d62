package io.synapsemesh.xds.snapshot;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.synapsemesh.core.document.Origin;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One resource, serialised once and shared by every view and stream that holds it. Immutable; safe for many
/// threads.
///
/// Two resources are equal if their type, name, version, origin and fallback are. The bytes of a secret's key
/// are not part of its version: a new key always comes with a new chain.
public final class Resource {
    /// Longest resource name.
    public static final int NAME_LENGTH_MAX = 2048;

    private final TypeUrl type;
    private final String name;
    private final Version version;
    private final String versionText;
    private final Any body;
    private final @Nullable Origin origin;
    private final @Nullable Resource fallback;
    private final @Nullable String endpointsName;
    private @Nullable ByteString deltaEntry;
    private @Nullable ByteString sotwEntry;

    private Resource(
            TypeUrl type,
            String name,
            Version version,
            Any body,
            @Nullable Origin origin,
            @Nullable Resource fallback,
            @Nullable String endpointsName) {
        if (name.isEmpty() || name.equals("*") || name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a resource name is 1 to " + NAME_LENGTH_MAX + " characters and not *: " + type.shortName());
        }
        this.type = type;
        this.name = name;
        this.version = version;
        this.versionText = version.text();
        this.body = body;
        this.origin = origin;
        this.fallback = fallback;
        this.endpointsName = endpointsName;
    }

    /// @param message its maps are serialised in key order; an `Any` inside must have been packed so as well, see
    /// [Deterministic#pack]
    /// @throws IllegalArgumentException if the name is not one, or a secret has no public part to take a version
    /// from
    public static Resource of(String name, Message message) {
        Any body = Deterministic.pack(message);
        TypeUrl type = TypeUrl.parse(body.getTypeUrl());
        ByteString hashed = message instanceof Secret secret ? SecretChain.of(secret) : body.getValue();
        String endpoints = message instanceof Cluster cluster ? endpointsOf(cluster) : null;
        Version version = Version.of(type, name, hashed.asReadOnlyByteBuffer());
        return new Resource(type, name, version, body, null, null, endpoints);
    }

    /// A resource read back from disk, already packed. Never a secret: those are not kept.
    public static Resource ofPacked(String name, Any body) {
        TypeUrl type = TypeUrl.parse(body.getTypeUrl());
        if (type.equals(TypeUrl.SECRET)) {
            throw new IllegalArgumentException("secrets are not read back: " + name);
        }
        Version version = Version.of(type, name, body.getValue().asReadOnlyByteBuffer());
        return new Resource(
                type, name, version, body, null, null, type.equals(TypeUrl.CLUSTER) ? endpoints(body) : null);
    }

    /// The same content, coming from `origin`. It goes into the Delta wrapper's metadata, not into the version.
    public Resource from(Origin origin) {
        return new Resource(type, name, version, body, origin, fallback, endpointsName);
    }

    /// Marks this as a tightening: if a proxy rejects it, the proxy is given `fallback` (deny-all for that
    /// endpoint) and never the wider content it took before.
    ///
    /// @throws IllegalArgumentException if `fallback` has another type or name
    public Resource orElse(Resource fallback) {
        if (!fallback.type.equals(type) || !fallback.name.equals(name)) {
            throw new IllegalArgumentException("a fallback has the type and name of what it stands in for: " + name);
        }
        return new Resource(type, name, version, body, origin, fallback, endpointsName);
    }

    public TypeUrl type() {
        return type;
    }

    public String name() {
        return name;
    }

    public Version version() {
        return version;
    }

    public String versionText() {
        return versionText;
    }

    public Any body() {
        return body;
    }

    public Optional<Origin> origin() {
        return Optional.ofNullable(origin);
    }

    public Optional<Resource> fallback() {
        return Optional.ofNullable(fallback);
    }

    /// For a cluster that takes its endpoints over EDS: the name of the assignment it waits for while it warms.
    public Optional<String> endpointsName() {
        return Optional.ofNullable(endpointsName);
    }

    /// The field `resources` of a Delta response that holds this resource: tag, length, message. Serialised at
    /// first use, then shared; a race computes it twice and changes nothing.
    public ByteString deltaEntry() {
        ByteString entry = deltaEntry;
        if (entry == null) {
            entry = WireEntries.delta(this);
            deltaEntry = entry;
        }
        return entry;
    }

    /// The field `resources` of a state-of-the-world response that holds this resource.
    public ByteString sotwEntry() {
        ByteString entry = sotwEntry;
        if (entry == null) {
            entry = WireEntries.sotw(this);
            sotwEntry = entry;
        }
        return entry;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Resource resource
                        && version.equals(resource.version)
                        && name.equals(resource.name)
                        && type.equals(resource.type)
                        && Objects.equals(origin, resource.origin)
                        && Objects.equals(fallback, resource.fallback);
    }

    @Override
    public int hashCode() {
        return version.hashCode();
    }

    /// Never the content: it may be a secret.
    @Override
    public String toString() {
        return type.shortName() + " " + name + " " + versionText;
    }

    private static @Nullable String endpoints(Any body) {
        try {
            return endpointsOf(Cluster.parseFrom(body.getValue()));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a cluster", e);
        }
    }

    private static @Nullable String endpointsOf(Cluster cluster) {
        if (cluster.getType() != Cluster.DiscoveryType.EDS) {
            return null;
        }
        String service = cluster.getEdsClusterConfig().getServiceName();
        return service.isEmpty() ? cluster.getName() : service;
    }
}
