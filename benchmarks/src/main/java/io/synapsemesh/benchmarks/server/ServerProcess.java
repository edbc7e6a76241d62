package io.synapsemesh.benchmarks.server;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.benchmarks.process.LiveHeap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.StringJoiner;

/// The main class of a measured server. Commands: `change N` publishes N changes, each after the last one was
/// acknowledged by all it concerns, and answers the milliseconds of each; `heap` answers the live bytes.
///
/// Plaintext for all systems alike: TLS would add the same to each and so hide differences. All run their calls on
/// the event loops (`directExecutor`).
public final class ServerProcess {
    private static final int INBOUND_BYTES_MAX = 32 << 20;
    private static final int CHANGES_MAX = 10_000;

    /// Which system a process runs.
    public enum Kind {
        MESH,
        FLOOR,
        LIBRARY,
        LIBRARY_TOLD
    }

    private ServerProcess() {}

    /// @param arguments kind, layout, changes the world has already seen
    public static void main(String[] arguments) throws IOException {
        var layout = Layout.parse(arguments[1]);
        var world = new World(layout.workspaces());
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            world.change();
        }
        var acks = new Acks();
        var system = system(Kind.valueOf(arguments[0]), world, layout, acks);
        system.publish();
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .maxInboundMessageSize(INBOUND_BYTES_MAX);
        system.services().forEach(builder::addService);
        var server = builder.build().start();
        Answers.serve(Integer.toString(server.getPort()), words -> switch (words[0]) {
            case "change" -> change(system, world, layout, acks, words);
            case "heap" -> Long.toString(LiveHeap.bytes());
            default -> throw new IllegalArgumentException("no such command");
        });
    }

    /// @param words `change`, how many, streams that watch each view
    private static String change(ServedSystem system, World world, Layout layout, Acks acks, String[] words)
            throws InterruptedException {
        int count = Math.min(CHANGES_MAX, Integer.parseInt(words[1]));
        int streamsPerView = Integer.parseInt(words[2]);
        var millis = new StringJoiner(" ");
        for (int i = 0; i < count; i++) {
            int workspace = world.change();
            int expected = layout.viewsOf(workspace).size() * streamsPerView;
            millis.add(Double.toString(acks.time(expected, () -> system.publish(workspace)) / 1e6));
        }
        return millis.toString();
    }

    private static ServedSystem system(Kind kind, World world, Layout layout, Acks acks) {
        return switch (kind) {
            case MESH -> new MeshSystem(world, layout, acks);
            case FLOOR -> new FloorSystem(world, layout, acks);
            case LIBRARY -> new LibrarySystem(world, layout, acks, LibrarySystem.Groups.ALL);
            case LIBRARY_TOLD -> new LibrarySystem(world, layout, acks, LibrarySystem.Groups.CONCERNED);
        };
    }
}
