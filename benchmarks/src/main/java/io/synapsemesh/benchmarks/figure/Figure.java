package io.synapsemesh.benchmarks.figure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/// One row of a figures file: a value, the reference measured in the same run, and what was to be reached.
///
/// @param reference of the same unit; a row without one is a broken bench and cannot be made
/// @param ratio     value by reference; null where the reference is 0
/// @param goal      what is to be reached, if anything is
/// @param ok        whether it was; true where there is no goal
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"name", "unit", "value", "reference", "ratio", "goal", "ok"})
public record Figure(
        String name,
        String unit,
        double value,
        double reference,
        @Nullable Double ratio,
        @Nullable String goal,
        boolean ok) {
    public Figure {
        if (!Double.isFinite(value) || !Double.isFinite(reference)) {
            throw new IllegalArgumentException(name + " was not measured: value " + value + ", reference " + reference);
        }
    }

    /// Reported, nothing to be reached.
    public static Figure plain(String name, String unit, double value, double reference) {
        return new Figure(name, unit, rounded(value), rounded(reference), ratio(value, reference), null, true);
    }

    /// To be at most `ratioMax` times the reference.
    public static Figure ratioAtMost(String name, String unit, double value, double reference, double ratioMax) {
        if (!(reference > 0)) {
            throw new IllegalArgumentException("the reference of " + name + " is missing");
        }
        return new Figure(
                name,
                unit,
                rounded(value),
                rounded(reference),
                ratio(value, reference),
                "ratio <= " + ratioMax,
                value / reference <= ratioMax);
    }

    /// To be at most `max`, whatever the reference.
    public static Figure atMost(String name, String unit, double value, double reference, double max) {
        return new Figure(
                name,
                unit,
                rounded(value),
                rounded(reference),
                ratio(value, reference),
                "<= " + rounded(max) + " " + unit,
                value <= max);
    }

    private static @Nullable Double ratio(double value, double reference) {
        return reference == 0 ? null : rounded(value / reference);
    }

    /// Four significant digits: more would claim a precision nobody measured.
    private static double rounded(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value;
        }
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(4))
                .doubleValue();
    }
}
