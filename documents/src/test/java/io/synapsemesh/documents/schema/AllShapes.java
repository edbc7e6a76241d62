package io.synapsemesh.documents.schema;

import io.synapsemesh.documents.DocumentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/// Every shape of every kind, for tests that hold for all of them.
public final class AllShapes {
    private AllShapes() {}

    public static List<Shape.Structure> structures() {
        var structures = new ArrayList<Shape.Structure>();
        visit((path, shape) -> {
            if (shape instanceof Shape.Structure structure) {
                structures.add(structure);
            }
        });
        return structures.stream().distinct().toList();
    }

    public static void visit(BiConsumer<String, Shape> visitor) {
        Arrays.stream(DocumentKind.values()).forEach(kind -> visit(kind.documentName(), kind.shape(), visitor));
    }

    private static void visit(String path, Shape shape, BiConsumer<String, Shape> visitor) {
        visitor.accept(path, shape);
        switch (shape) {
            case Shape.Structure structure ->
                structure.members().values().forEach(m -> visit(path + "." + m.name(), m.shape(), visitor));
            case Shape.Sequence sequence -> visit(path + "[]", sequence.items(), visitor);
            case Shape.Dictionary dictionary -> visit(path + "{}", dictionary.values(), visitor);
            case Shape.Text _, Shape.Whole _, Shape.Flag _ -> {}
        }
    }
}
