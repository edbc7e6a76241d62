package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.SigningRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/// The small files an issuer is configured with.
public final class TestFiles {
    private TestFiles() {}

    public static Path plain(Path directory, String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    /// 0600.
    public static Path secret(Path directory, String name, String content) throws IOException {
        var file = directory.resolve(name);
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.writeString(file, content + "\n");
    }

    /// What was asked, as a far side reads it.
    public static SigningRequest request(String pem) {
        String base64 = pem.replace("-----BEGIN CERTIFICATE REQUEST-----", "")
                .replace("-----END CERTIFICATE REQUEST-----", "")
                .strip();
        return SigningRequest.parse(Base64.getMimeDecoder().decode(base64));
    }
}
