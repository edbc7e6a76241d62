package io.synapsemesh.documents.check;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.Shape;
import io.synapsemesh.documents.yaml.Findings;
import io.synapsemesh.documents.yaml.Node;
import io.synapsemesh.documents.yaml.Quoted;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/// Checks texts, whole numbers and flags. Nothing is converted: a number where a text belongs is wrong, as it is for
/// the
/// API server; the one exception is a shape that says so.
record Scalars(Findings findings) {
    Optional<Object> text(Node node, Shape.Text shape, FieldPath path) {
        if (!(node instanceof Node.Scalar scalar) || !isText(scalar, shape)) {
            wrongType(findings, node, shape, path);
            return Optional.empty();
        }
        String text = scalar.text();
        if (!shape.allowed().isEmpty()) {
            return oneOf(scalar, shape, path);
        }
        int length = text.codePointCount(0, text.length());
        if (length < shape.min() || length > shape.max()) {
            findings.error(
                    Code.SYN0206,
                    node.mark(),
                    path.toString(),
                    "has " + length + " characters, not " + shape.min() + " to " + shape.max(),
                    length < shape.min() ? "Write " + Expected.of(shape) + "." : "Write a shorter text.");
            return Optional.empty();
        }
        for (Shape.Form form : shape.forms()) {
            if (!form.pattern().matcher(text).find()) {
                findings.error(
                        form.code(),
                        node.mark(),
                        path.toString(),
                        form.code() == Code.SYN0302
                                ? Quoted.text(text) + " is not a GUID"
                                : Quoted.text(text) + " does not match "
                                        + form.pattern().pattern(),
                        "Write it like " + form.example() + ".");
                return Optional.empty();
            }
        }
        return Optional.of(text);
    }

    Optional<Object> whole(Node node, Shape.Whole shape, FieldPath path) {
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() != Node.Kind.INT) {
            wrongType(findings, node, shape, path);
            return Optional.empty();
        }
        BigInteger number = parse(scalar.text());
        boolean fits = number.compareTo(BigInteger.valueOf(shape.min())) >= 0
                && number.compareTo(BigInteger.valueOf(shape.max())) <= 0;
        if (!fits) {
            findings.error(
                    Code.SYN0206,
                    node.mark(),
                    path.toString(),
                    number + " is not between " + shape.min() + " and " + shape.max(),
                    "Write a number from " + shape.min() + " to " + shape.max() + ".");
            return Optional.empty();
        }
        return Optional.of(number.longValueExact());
    }

    Optional<Object> flag(Node node, Shape.Flag shape, FieldPath path) {
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() != Node.Kind.BOOL) {
            wrongType(findings, node, shape, path);
            return Optional.empty();
        }
        return Optional.of(scalar.text().toLowerCase(Locale.ROOT).equals("true"));
    }

    private Optional<Object> oneOf(Node.Scalar scalar, Shape.Text shape, FieldPath path) {
        if (shape.allowed().contains(scalar.text())) {
            return Optional.of(scalar.text());
        }
        findings.error(
                Code.SYN0205,
                scalar.mark(),
                path.toString(),
                Quoted.text(scalar.text()) + " is not one of " + String.join(", ", shape.allowed()),
                Suggestion.nearest(scalar.text(), shape.allowed())
                        .map(n -> "Did you mean " + n + "?")
                        .orElse("Write one of " + String.join(", ", shape.allowed()) + "."));
        return Optional.empty();
    }

    static void wrongType(Findings findings, Node node, Shape shape, FieldPath path) {
        String found = switch (node) {
            case Node.Mapping _ -> "a mapping";
            case Node.Sequence _ -> "a list";
            case Node.Scalar scalar -> scalar.kind().noun();
        };
        boolean quote =
                shape instanceof Shape.Text && node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NULL;
        findings.error(
                Code.SYN0203,
                node.mark(),
                path.toString(),
                "expected " + shape.noun() + ", found " + found,
                quote ? "Put it in quotes." : "Write " + Expected.of(shape) + ".");
    }

    private static boolean isText(Node.Scalar scalar, Shape.Text shape) {
        return scalar.kind() == Node.Kind.TEXT || shape.acceptsInt() && scalar.kind() == Node.Kind.INT;
    }

    /// At most 64 characters long: the core schema makes a longer one a text.
    private static BigInteger parse(String text) {
        if (text.startsWith("0o")) {
            return new BigInteger(text.substring(2), 8);
        }
        return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    }
}
