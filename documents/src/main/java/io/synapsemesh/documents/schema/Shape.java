package io.synapsemesh.documents.schema;

import com.google.re2j.Pattern;
import io.synapsemesh.core.diagnostic.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a value of a document looks like: read once from the annotated records, then walked by the checker.
public sealed interface Shape {
    /// The word people use for it: `text`, `a list`.
    String noun();

    /// @param forms the expressions it must match; several where a named form adds one of its own
    /// @param allowed the values it may have; empty for any
    record Text(int min, int max, List<Form> forms, List<String> allowed, boolean acceptsInt) implements Shape {
        @Override
        public String noun() {
            return "text";
        }
    }

    record Form(Pattern pattern, String example, Code code) {}

    record Whole(long min, long max) implements Shape {
        @Override
        public String noun() {
            return "a whole number";
        }
    }

    record Flag() implements Shape {
        @Override
        public String noun() {
            return "true or false";
        }
    }

    record Sequence(Shape items, int min, int max) implements Shape {
        @Override
        public String noun() {
            return "a list";
        }
    }

    record Dictionary(Shape values, int min, int max, int keyLength) implements Shape {
        @Override
        public String noun() {
            return "a mapping";
        }
    }

    /// @param members by name, in the order of the record
    record Structure(Class<? extends Record> type, Map<String, Member> members, List<Constraint> constraints)
            implements Shape {
        @Override
        public String noun() {
            return "a mapping";
        }
    }

    /// One member of a structure.
    ///
    /// @param fallback the text of its `@Default`
    record Member(
            String name, Shape shape, boolean required, Optional<String> fallback, boolean immutable, String doc) {}

    /// A [Rule], or what a one-of annotation stands for.
    record Constraint(String cel, String message, String fix, Code code, String field) {}
}
