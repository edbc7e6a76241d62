package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.source.SourceUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps the source's updates until there is somebody to take them: the first one must be read before the parts that
/// will take it can be made.
final class UpdateRelay implements Consumer<SourceUpdate> {
    private final List<SourceUpdate> waiting = new ArrayList<>();
    private @Nullable Consumer<SourceUpdate> taker;

    @Override
    public synchronized void accept(SourceUpdate update) {
        if (taker == null) {
            waiting.add(update);
        } else {
            taker.accept(update);
        }
    }

    /// The first update: everything in force.
    synchronized SourceUpdate first() {
        return waiting.getFirst();
    }

    synchronized void to(Consumer<SourceUpdate> consumer) {
        waiting.forEach(consumer);
        waiting.clear();
        taker = consumer;
    }
}
