package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.render.DrainEpochs;
import io.synapsemesh.xds.render.Names;
import java.util.SortedMap;
import java.util.TreeMap;

/// The drain epoch of each endpoint that was ever drained. Saved before it is used.
final class Epochs implements DrainEpochs {
    private final EpochStore store;
    private final SortedMap<String, Integer> epochs;

    Epochs(EpochStore store) {
        this.store = store;
        this.epochs = new TreeMap<>(store.load());
    }

    @Override
    public int of(DocumentRef workspace, Endpoint endpoint) {
        return epochs.getOrDefault(Names.endpoint(workspace, endpoint), 0);
    }

    void raise(DocumentRef workspace, Endpoint endpoint) {
        epochs.merge(Names.endpoint(workspace, endpoint), 1, Integer::sum);
        store.save(epochs);
    }
}
