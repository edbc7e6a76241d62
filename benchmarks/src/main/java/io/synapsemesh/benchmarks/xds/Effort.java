package io.synapsemesh.benchmarks.xds;

import java.util.List;

/// How much is measured. Everything is bounded by it and by the time limits of the processes.
///
/// @param streams    sizes of the swarm, ascending
/// @param workspaces of the world
/// @param rounds     in each of which every system has its turn
/// @param changes    of a turn whose change costs much
/// @param cheap      of a turn whose change costs little
/// @param warmUp     changes before the first round: the JIT's own work is not a server's
/// @param scopedWarmUp the same where a change concerns few, in turns: so little is done each time that both ours and
///     the library's CPU still halve between the second turn and the tenth
public record Effort(
        List<Integer> streams, int workspaces, int rounds, int changes, int cheap, int warmUp, int scopedWarmUp) {
    public static Effort full() {
        return new Effort(List.of(100, 1000), 1000, 7, 20, 400, 300, 20);
    }

    /// For trying the bench itself.
    public static Effort quick() {
        return new Effort(List.of(100), 1000, 3, 10, 50, 10, 2);
    }
}
