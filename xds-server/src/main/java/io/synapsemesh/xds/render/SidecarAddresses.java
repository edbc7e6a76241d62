package io.synapsemesh.xds.render;

import com.google.common.hash.Hashing;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where a sidecar listens for each host it leads to (rules.md C, "The way in").
///
/// With a port base, the n-th attached workspace (in order of name) listens at base + n. Without, each host has an
/// address of its own in 127.84.0.0/16, found from the host's hash, and Azure's port, so that an application keeps
/// the host's name and a hosts file leads it here. Two hosts with one hash: the later in order takes the next free
/// address.
public final class SidecarAddresses {
    private static final int SLOTS = 256 * 254;

    private final SortedMap<String, HostPort> byHost;

    private SidecarAddresses(SortedMap<String, HostPort> byHost) {
        this.byHost = Collections.unmodifiableSortedMap(byHost);
    }

    /// @param workspaces those the sidecar is attached to
    public static SidecarAddresses of(Proxy sidecar, Collection<Workspace> workspaces) {
        List<Workspace> sorted =
                workspaces.stream().sorted(Comparator.comparing(Workspace::ref)).toList();
        var byHost = new TreeMap<String, HostPort>();
        var ownAddress = new TreeMap<String, EndpointAddress>();
        for (int i = 0; i < sorted.size(); i++) {
            for (EndpointAddress address : sorted.get(i).endpoints().values()) {
                Optional<Integer> base = base(sidecar.listen(), address.endpoint());
                if (base.isPresent()) {
                    byHost.put(address.host(), new HostPort(sidecar.listen().address(), base.get() + i));
                } else {
                    ownAddress.put(address.host(), address);
                }
            }
        }
        var taken = new HashSet<Integer>();
        ownAddress.forEach((host, address) -> byHost.put(
                host,
                new HostPort(address(free(host, taken)), address.endpoint().defaultPort())));
        return new SidecarAddresses(byHost);
    }

    /// @throws IllegalStateException if the host is of no attached workspace
    public HostPort of(String host) {
        HostPort address = byHost.get(host);
        if (address == null) {
            throw new IllegalStateException("not attached: " + host);
        }
        return address;
    }

    /// By host: what `bootstrap --hosts` prints.
    public SortedMap<String, HostPort> all() {
        return byHost;
    }

    private static Optional<Integer> base(Proxy.Listen listen, Endpoint endpoint) {
        return switch (endpoint) {
            case DEV -> listen.devBase();
            case SQL -> listen.sqlBase();
            case SQL_ON_DEMAND -> listen.sqlOnDemandBase();
        };
    }

    private static int free(String host, HashSet<Integer> taken) {
        if (taken.size() == SLOTS) {
            throw new IllegalArgumentException("a sidecar has " + SLOTS + " addresses at most");
        }
        int slot = slot(host);
        while (!taken.add(slot)) {
            slot = (slot + 1) % SLOTS;
        }
        return slot;
    }

    /// For tests of collisions.
    static int slot(String host) {
        int hash = Hashing.sha256().hashString(host, StandardCharsets.UTF_8).asInt();
        return Math.floorMod(hash, SLOTS);
    }

    /// The last byte is 1 to 254.
    private static String address(int slot) {
        return "127.84." + slot / 254 + "." + (slot % 254 + 1);
    }
}
