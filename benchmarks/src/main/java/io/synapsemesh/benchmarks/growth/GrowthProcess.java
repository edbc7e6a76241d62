package io.synapsemesh.benchmarks.growth;

import io.synapsemesh.benchmarks.process.Answers;
import java.io.IOException;
import java.nio.file.Path;

/// The main class of one world. Commands: `edit EDIT N` answers when N edits are published.
public final class GrowthProcess {
    private static final int EDITS_MAX = 10_000;

    private GrowthProcess() {}

    /// @param arguments an empty folder, workspaces
    public static void main(String[] arguments) throws IOException {
        int workspaces = Integer.parseInt(arguments[1]);
        var mesh = new Mesh(Path.of(arguments[0]), workspaces);
        if (mesh.workspacesInForce() != workspaces) {
            throw new IllegalStateException(mesh.workspacesInForce() + " workspaces are in force, not " + workspaces);
        }
        Answers.serve(workspaces + " workspaces, " + mesh.resources() + " resources", words -> {
            var edit = Edit.valueOf(words[1]);
            int count = Math.min(EDITS_MAX, Integer.parseInt(words[2]));
            for (int i = 0; i < count; i++) {
                mesh.edit(edit);
            }
            return "done";
        });
    }
}
