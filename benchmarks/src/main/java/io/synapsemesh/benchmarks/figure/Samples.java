package io.synapsemesh.benchmarks.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Measurements of one thing. The machine is noisy: only medians and percentiles are ever told.
public final class Samples {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public void addAll(List<Double> more) {
        values.addAll(more);
    }

    public double median() {
        return percentile(50);
    }

    /// Nearest rank. NaN where nothing was measured, which no [Figure] accepts.
    public double percentile(double percent) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }
}
