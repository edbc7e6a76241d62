package io.synapsemesh.documents.check;

import io.synapsemesh.documents.schema.Shape;

/// What should be written at a place, in a few words for a fix.
final class Expected {
    private Expected() {}

    static String of(Shape shape) {
        return switch (shape) {
            case Shape.Text text when !text.allowed().isEmpty() -> "one of " + String.join(", ", text.allowed());
            case Shape.Text text
            when !text.forms().isEmpty() ->
                "text such as " + text.forms().getFirst().example();
            case Shape.Structure structure
            when !structure.members().isEmpty() ->
                "a mapping of " + String.join(", ", structure.members().keySet());
            case Shape other -> other.noun();
        };
    }
}
