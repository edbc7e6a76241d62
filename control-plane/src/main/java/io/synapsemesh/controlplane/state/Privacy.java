package io.synapsemesh.controlplane.state;

import io.synapsemesh.core.diagnostic.Code;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/// Nobody but the owner has any right. Refused rather than repaired: a directory that was open may have been read, and
/// only the operator knows by whom.
final class Privacy {
    private static final EnumSet<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private Privacy() {}

    static void require(Path path, PosixFileAttributes attributes) {
        for (var permission : attributes.permissions()) {
            if (OTHERS.contains(permission)) {
                throw new DataDirectoryRefused(
                        Code.SYN1203,
                        path + " is open to others (" + PosixFilePermissions.toString(attributes.permissions()) + ").",
                        "run 'chmod -R go-rwx' on the data directory; if others could have read it, make a new one.");
            }
        }
    }
}
