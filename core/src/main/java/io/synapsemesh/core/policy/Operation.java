package io.synapsemesh.core.policy;

import com.google.common.base.Ascii;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.path.CanonicalPath;
import java.util.Comparator;
import java.util.Locale;

/// What a rule is about.
public sealed interface Operation extends Comparable<Operation> {
    Comparator<Operation> ORDER =
            Comparator.comparing(operation -> operation.print().toLowerCase(Locale.ROOT));

    /// To reach the endpoint at all.
    record Connect() implements Operation {}

    record Act(DataAction action) implements Operation {}

    /// A route the table does not know, by method and literal path prefix (whole segments).
    ///
    /// @param pathPrefix as written, without a trailing slash; compares without case
    record UnknownRoute(String method, String pathPrefix) implements Operation {
        public UnknownRoute {
            if (pathPrefix.length() > 1 && pathPrefix.endsWith("/")) {
                pathPrefix = pathPrefix.substring(0, pathPrefix.length() - 1);
            }
            var canonical = new CanonicalPath(pathPrefix);
            if (canonical.raw().equals("/")) {
                throw new IllegalArgumentException("the prefix / would open every unknown route");
            }
        }

        boolean covers(String requestMethod, CanonicalPath path) {
            String prefix = Ascii.toLowerCase(pathPrefix);
            String asked = Ascii.toLowerCase(path.raw());
            return method.equals(requestMethod) && (asked.equals(prefix) || asked.startsWith(prefix + "/"));
        }
    }

    /// As in documents and goldens: `connect`, `artifacts/read`, `unknownRoute GET /preview/x`.
    default String print() {
        return switch (this) {
            case Connect() -> "connect";
            case Act(DataAction action) -> action.name();
            case UnknownRoute(String method, String pathPrefix) -> "unknownRoute " + method + " " + pathPrefix;
        };
    }

    @Override
    default int compareTo(Operation other) {
        return ORDER.compare(this, other);
    }
}
