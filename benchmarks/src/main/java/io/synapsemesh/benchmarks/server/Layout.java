package io.synapsemesh.benchmarks.server;

import java.util.List;
import java.util.stream.IntStream;

/// Who sees what. Workspaces and views are numbered; a view is what one proxy, or a group of equal proxies, should
/// have.
///
/// @param views      1: all streams share one view of everything. More: each stream has its own
/// @param workspaces of the world
/// @param watchers   in how many of many views each workspace is
public record Layout(int views, int workspaces, int watchers) {
    public Layout {
        if (views > 1 && (workspaces % views != 0 || watchers > views)) {
            throw new IllegalArgumentException("views must divide workspaces, and be no fewer than watchers");
        }
    }

    /// `1000:1:1` and the like, as it goes over a command line.
    public static Layout parse(String text) {
        String[] parts = text.split(":", -1);
        return new Layout(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    @Override
    public String toString() {
        return views + ":" + workspaces + ":" + watchers;
    }

    /// The name of a stream's view, which is also its `node.id`.
    public String view(int stream) {
        return "mesh/gateway-" + (views == 1 ? 0 : stream % views);
    }

    public List<String> allViews() {
        return IntStream.range(0, views).mapToObj(this::view).toList();
    }

    /// The workspaces of a view: a window that moves by `workspaces / views`, so that each workspace is in exactly
    /// `watchers` windows.
    public List<Integer> workspaces(int view) {
        if (views == 1) {
            return IntStream.range(0, workspaces).boxed().toList();
        }
        int stride = workspaces / views;
        return IntStream.range(0, stride * watchers)
                .mapToObj(i -> (view * stride + i) % workspaces)
                .toList();
    }

    /// The views a workspace is in.
    public List<Integer> viewsOf(int workspace) {
        if (views == 1) {
            return List.of(0);
        }
        int newest = workspace / (workspaces / views);
        return IntStream.range(0, watchers)
                .mapToObj(i -> Math.floorMod(newest - i, views))
                .sorted()
                .toList();
    }
}
