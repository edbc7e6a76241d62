package io.synapsemesh.documents.check;

import io.synapsemesh.documents.schema.Shape;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes records of what the checker accepted. It checks nothing: a value that does not fit is our defect.
public final class Binder {
    private static final Map<Class<?>, Constructor<?>> CONSTRUCTORS = new ConcurrentHashMap<>();

    private Binder() {}

    public static Record bind(Map<String, Object> plain, Shape.Structure shape) {
        @Nullable Object[] arguments = new @Nullable Object[shape.members().size()];
        int next = 0;
        for (Shape.Member member : shape.members().values()) {
            @Nullable Object value = plain.get(member.name());
            arguments[next++] = value == null ? null : convert(value, member.shape());
        }
        try {
            return (Record) CONSTRUCTORS
                    .computeIfAbsent(shape.type(), Binder::constructor)
                    .newInstance(arguments);
        } catch (ReflectiveOperationException defect) {
            throw new IllegalStateException("cannot make a " + shape.type() + " of a checked document", defect);
        }
    }

    private static Object convert(Object value, Shape shape) {
        return switch (shape) {
            case Shape.Structure structure -> bind(asMap(value), structure);
            case Shape.Sequence sequence ->
                ((List<?>) value)
                        .stream().map(item -> convert(item, sequence.items())).toList();
            case Shape.Dictionary _ -> Collections.unmodifiableMap(new TreeMap<>(asMap(value)));
            case Shape.Whole _ -> Math.toIntExact((Long) value);
            case Shape.Text _, Shape.Flag _ -> value;
        };
    }

    @SuppressWarnings("unchecked") // the checker makes maps with text keys only
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    private static Constructor<?> constructor(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException defect) {
            throw new IllegalStateException(defect);
        }
    }
}
