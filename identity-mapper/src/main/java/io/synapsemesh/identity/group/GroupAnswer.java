package io.synapsemesh.identity.group;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a directory said.
public sealed interface GroupAnswer {
    /// Of the groups asked about the principal is in these, directly or through others, and in no more.
    record Known(SortedSet<String> ids) implements GroupAnswer {
        public Known {
            ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
        }
    }

    /// Nobody can say now: denied wherever it matters (SYN0903). Never "no groups".
    ///
    /// @param why for the log and the caller's administrator
    record Unknown(WhyUnknown cause, String why) implements GroupAnswer {
        /// Whether asking again soon may help.
        public boolean transientFault() {
            return cause.isTransient();
        }
    }
}
