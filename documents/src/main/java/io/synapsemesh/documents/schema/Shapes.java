package io.synapsemesh.documents.schema;

import com.google.re2j.Pattern;
import io.synapsemesh.core.diagnostic.Code;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads shapes from annotated records, each once. A member is required unless it is `@Nullable` or has a `@Default`:
/// nullness and presence are one fact, written once.
///
/// A text, number, list or map without bounds is an [IllegalStateException]: the API server would refuse it as too
/// costly,
/// and we would read without a limit.
public final class Shapes {
    private static final Map<Class<?>, Shape.Structure> READ = new ConcurrentHashMap<>();

    private Shapes() {}

    public static Shape.Structure of(Class<? extends Record> type) {
        Shape.Structure known = READ.get(type);
        if (known != null) {
            return known;
        }
        Shape.Structure read = read(type);
        READ.putIfAbsent(type, read);
        return read;
    }

    private static Shape.Structure read(Class<? extends Record> type) {
        var members = new LinkedHashMap<String, Shape.Member>();
        for (RecordComponent component : type.getRecordComponents()) {
            members.put(component.getName(), member(type, component));
        }
        if (members.isEmpty() && !type.isAnnotationPresent(Empty.class)) {
            throw new IllegalStateException("an object without members is pruned by Kubernetes; say @Empty: " + type);
        }
        return new Shape.Structure(
                type, java.util.Collections.unmodifiableMap(members), List.copyOf(constraints(type)));
    }

    private static Shape.Member member(Class<?> owner, RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        Default fallback = component.getAnnotation(Default.class);
        Doc doc = component.getAnnotation(Doc.class);
        boolean required = !type.isAnnotationPresent(Nullable.class) && fallback == null;
        return new Shape.Member(
                component.getName(),
                shape(owner.getSimpleName() + "." + component.getName(), type),
                required,
                Optional.ofNullable(fallback).map(Default::value),
                component.isAnnotationPresent(Immutable.class),
                doc == null ? "" : doc.value());
    }

    private static Shape shape(String where, AnnotatedType type) {
        if (type instanceof AnnotatedParameterizedType parameterized) {
            AnnotatedType[] arguments = parameterized.getAnnotatedActualTypeArguments();
            if (arguments.length == 1) {
                Items items = bounds(where, type, Items.class);
                return new Shape.Sequence(shape(where + "[]", arguments[0]), items.min(), items.max());
            }
            Entries entries = bounds(where, type, Entries.class);
            return new Shape.Dictionary(
                    shape(where + "[]", arguments[1]), entries.min(), entries.max(), entries.keyLength());
        }
        Class<?> raw = (Class<?>) type.getType();
        if (raw == String.class) {
            return text(where, type);
        }
        if (raw == int.class || raw == Integer.class) {
            Range range = bounds(where, type, Range.class);
            return new Shape.Whole(range.min(), range.max());
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return new Shape.Flag();
        }
        if (raw.isRecord()) {
            return of(raw.asSubclass(Record.class));
        }
        throw new IllegalStateException("a document cannot hold a " + raw + ": " + where);
    }

    private static Shape text(String where, AnnotatedType type) {
        Allowed allowed = type.getAnnotation(Allowed.class);
        if (allowed != null) {
            List<String> values = List.of(allowed.value());
            return new Shape.Text(1, 64, List.of(), values, false);
        }
        var forms = new ArrayList<Shape.Form>();
        @Nullable Length length = null;
        for (Annotation annotation : type.getAnnotations()) {
            TextRules found = TextRules.of(annotation);
            forms.addAll(found.forms());
            length = found.length() == null ? length : found.length();
        }
        if (length == null) {
            throw new IllegalStateException("a text needs @Length: " + where);
        }
        return new Shape.Text(
                length.min(), length.max(), List.copyOf(forms), List.of(), type.isAnnotationPresent(IntOrText.class));
    }

    /// What one annotation says about a text: itself, or through the annotations on it (a named form such as [Guid]).
    private record TextRules(
            List<Shape.Form> forms, @Nullable Length length) {
        static TextRules of(Annotation annotation) {
            if (annotation instanceof io.synapsemesh.documents.schema.Pattern pattern) {
                return new TextRules(List.of(form(pattern)), null);
            }
            if (annotation instanceof Length length) {
                return new TextRules(List.of(), length);
            }
            var pattern = annotation.annotationType().getAnnotation(io.synapsemesh.documents.schema.Pattern.class);
            Length length = annotation.annotationType().getAnnotation(Length.class);
            return new TextRules(pattern == null ? List.of() : List.of(form(pattern)), length);
        }

        private static Shape.Form form(io.synapsemesh.documents.schema.Pattern pattern) {
            return new Shape.Form(Pattern.compile(pattern.value()), pattern.example(), pattern.code());
        }
    }

    private static <A extends Annotation> A bounds(String where, AnnotatedType type, Class<A> annotation) {
        A found = type.getAnnotation(annotation);
        if (found == null) {
            throw new IllegalStateException("needs @" + annotation.getSimpleName() + ": " + where);
        }
        return found;
    }

    private static List<Shape.Constraint> constraints(Class<?> type) {
        var constraints = new ArrayList<Shape.Constraint>();
        ExactlyOne exactly = type.getAnnotation(ExactlyOne.class);
        if (exactly != null) {
            constraints.add(count(exactly.value(), "== 1", "exactly one of", Code.SYN0301));
        }
        AtMostOne atMost = type.getAnnotation(AtMostOne.class);
        if (atMost != null) {
            constraints.add(count(atMost.value(), "<= 1", "at most one of", Code.SYN0301));
        }
        AtLeastOne atLeast = type.getAnnotation(AtLeastOne.class);
        if (atLeast != null) {
            constraints.add(count(atLeast.value(), ">= 1", "at least one of", Code.SYN0202));
        }
        for (Rule rule : type.getAnnotationsByType(Rule.class)) {
            constraints.add(new Shape.Constraint(rule.cel(), rule.message(), rule.fix(), rule.code(), rule.field()));
        }
        return constraints;
    }

    private static Shape.Constraint count(String[] fields, String comparison, String words, Code code) {
        String present = Arrays.stream(fields).map(f -> "has(self." + f + ")").collect(Collectors.joining(", "));
        String names = String.join(", ", fields);
        return new Shape.Constraint(
                "[" + present + "].filter(x, x).size() " + comparison,
                words + " " + names + (comparison.equals("<= 1") ? " may" : " must") + " be set here",
                "Write " + words + " " + names + ".",
                code,
                "");
    }
}
