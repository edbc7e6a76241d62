package io.synapsemesh.certs.store.remote;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The rows whose far side is the real thing: suites of e2e-tests open and run them, and the table here names them.
public final class RealStoreRows {
    private static final String FILES_SUITE = "PlainFilesTest";
    private static final String KUBERNETES_SUITE = "RealStoresIT";

    private RealStoreRows() {}

    /// As the table has them; nobody opens these.
    static List<StoreRow> all() {
        StoreRow.Opening elsewhere = (clock, directory) -> {
            throw new IllegalStateException("e2e-tests opens it");
        };
        return List.of(plainFiles(elsewhere), kubernetes(elsewhere));
    }

    /// The folder of the data directory.
    public static StoreRow plainFiles(StoreRow.Opening opening) {
        Map<StoreCase, String> none = new EnumMap<>(StoreCase.class);
        none.put(StoreCase.STALE_WRITER, "a lock keeps every other process out (`DataDirectoryTest`)");
        none.put(
                StoreCase.TORN_WRITE,
                "a write is one rename; processes killed around it: `LeafKillTest`, `KilledControlPlaneIT`");
        none.put(
                StoreCase.FORBIDDEN,
                "the folder is the owner's alone, and a file that others may read is refused (`DataDirectoryTest`)");
        for (var c : List.of(
                StoreCase.RATE_LIMITED,
                StoreCase.SERVER_ERROR,
                StoreCase.SLOW,
                StoreCase.STALLED,
                StoreCase.WRONG_CONTENT_TYPE,
                StoreCase.FOREIGN_NOT_FOUND,
                StoreCase.HUGE_ANSWER,
                StoreCase.TLS_SWAPPED)) {
            none.put(c, "files of this machine: nobody answers");
        }
        for (var c : List.of(StoreCase.TORN_ANSWER, StoreCase.EMPTY_ANSWER)) {
            none.put(c, "a file that was cut does not open: it is sealed (`SealTest`)");
        }
        return new StoreRow("Plain files", "real: the file system", StoreRow.Writers.LAST, FILES_SUITE, none, opening);
    }

    /// Secrets of an API server.
    public static StoreRow kubernetes(StoreRow.Opening opening) {
        return new StoreRow(
                "Kubernetes Secrets",
                "real: API server 1.35.4 with RBAC, behind a front that makes the faults",
                StoreRow.Writers.COMPARE_AND_SET,
                KUBERNETES_SUITE,
                Map.of(),
                opening);
    }
}
