package io.synapsemesh.xds.render;

import com.google.common.hash.Hashing;
import io.synapsemesh.core.document.DocumentRef;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// Which of a gateway's listeners serves which workspace. A listener is one message: past 500 workspaces an edit of
/// one would rewrite thousands of chains (rules.md C).
///
/// The shard follows from the workspace's name and the number of shards alone, and the number is the smallest power
/// of two that leaves at most 500 in each. So equal inputs give equal shards on every replica, and a new workspace
/// moves no other except when the number doubles.
public final class GatewayShards {
    public static final int WORKSPACES_MAX = 500;
    /// 64 listeners: 32,000 workspaces in the best case.
    public static final int SHARDS_MAX = 64;

    private final int count;

    private GatewayShards(int count) {
        this.count = count;
    }

    /// @throws IllegalArgumentException if there are more workspaces than the listeners of one gateway may serve
    public static GatewayShards of(Collection<DocumentRef> workspaces) {
        for (int count = 1; count <= SHARDS_MAX; count *= 2) {
            if (fits(workspaces, count)) {
                return new GatewayShards(count);
            }
        }
        throw new IllegalArgumentException("one gateway serves about " + SHARDS_MAX * WORKSPACES_MAX
                + " workspaces at most, not " + workspaces.size() + ": attach some to another gateway");
    }

    public int count() {
        return count;
    }

    /// From 0; the gateway's listener of shard n is at its port plus n.
    public int shardOf(DocumentRef workspace) {
        return shard(workspace, count);
    }

    private static boolean fits(Collection<DocumentRef> workspaces, int count) {
        int[] members = new int[count];
        for (DocumentRef workspace : workspaces) {
            if (++members[shard(workspace, count)] > WORKSPACES_MAX) {
                return false;
            }
        }
        return true;
    }

    private static int shard(DocumentRef workspace, int count) {
        int hash = Hashing.sha256()
                .hashString(workspace.qualifiedName(), StandardCharsets.UTF_8)
                .asInt();
        return Math.floorMod(hash, count);
    }
}
