package io.synapsemesh.documents.check;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.FixedChoice;
import io.synapsemesh.documents.schema.Shape;
import io.synapsemesh.documents.yaml.Findings;
import io.synapsemesh.documents.yaml.Mark;
import io.synapsemesh.documents.yaml.Quoted;
import java.lang.reflect.RecordComponent;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compares the immutable members of a document with those of its last good version. As a transition rule in
/// Kubernetes,
/// it speaks only where both have the member.
public record Immutables(Findings findings, Function<String, Mark> places) {
    public void compare(Record before, Record after, Shape.Structure shape, FieldPath path) {
        if (shape.type().isAnnotationPresent(FixedChoice.class)) {
            Set<String> chosen = present(before);
            if (!chosen.equals(present(after))) {
                report(path.toString(), String.join(", ", chosen));
            }
        }
        for (RecordComponent component : shape.type().getRecordComponents()) {
            Shape.Member member = Objects.requireNonNull(shape.members().get(component.getName()));
            @Nullable Object old = read(component, before);
            @Nullable Object now = read(component, after);
            if (old == null || now == null) {
                continue;
            }
            FieldPath at = path.member(member.name());
            if (member.immutable() && !old.equals(now)) {
                report(at.toString(), old);
            }
            if (member.shape() instanceof Shape.Structure inner) {
                compare((Record) old, (Record) now, inner, at);
            }
        }
    }

    private static Set<String> present(Record record) {
        var names = new TreeSet<String>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (read(component, record) != null) {
                names.add(component.getName());
            }
        }
        return names;
    }

    private void report(String path, Object old) {
        findings.error(
                Code.SYN0303,
                places.apply(path),
                path,
                "cannot be changed; it is " + Quoted.text(old.toString()),
                "Put the old value back, or delete the document and add a new one under another name.");
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException defect) {
            throw new IllegalStateException(defect);
        }
    }
}
