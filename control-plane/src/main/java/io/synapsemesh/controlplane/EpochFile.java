package io.synapsemesh.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.controlplane.pipeline.EpochStore;
import io.synapsemesh.controlplane.state.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;

/// Drain epochs in `epochs.json` of the data directory.
final class EpochFile implements EpochStore {
    private static final String FILE = "epochs.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final DataFolder folder;

    EpochFile(DataFolder folder) {
        this.folder = folder;
    }

    /// @throws UncheckedIOException if the file is not ours: starting from nothing could bring back a drained chain
    @Override
    public SortedMap<String, Integer> load() {
        var content = folder.read(FILE);
        if (content.isEmpty()) {
            return new TreeMap<>();
        }
        try {
            return JSON.readValue(content.get(), new TypeReference<TreeMap<String, Integer>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " in the data directory does not hold drain epochs", e);
        }
    }

    @Override
    public void save(SortedMap<String, Integer> epochs) {
        try {
            folder.write(FILE, JSON.writeValueAsBytes(epochs));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
