package io.synapsemesh.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.controlplane.admin.Json;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/// The reports that [ReportFiles] wrote, read and verified with the public key beside them, by whoever may read the
/// folder. Needs no control plane and no secret.
public final class KeptReports {
    private KeptReports() {}

    /// @param file where it lies
    /// @param id of the rotation, as the file's name has it
    /// @param report what it says, believed or not; a missing node where it cannot be read at all
    /// @param wrong why it is not to be believed
    public record Kept(String file, String id, JsonNode report, Optional<String> wrong) {}

    /// Oldest first.
    public static List<Kept> of(ByteStore folder) {
        return folder.names().stream()
                .filter(name -> name.endsWith(ReportFiles.SUFFIX))
                .map(name -> kept(folder, name))
                .toList();
    }

    private static Kept kept(ByteStore folder, String file) {
        String id = file.substring(file.indexOf('-') + 1, file.length() - ReportFiles.SUFFIX.length());
        try {
            var jws = JWSObject.parse(text(folder, file));
            var report = Json.mapper().readTree(jws.getPayload().toString());
            return new Kept(
                    file, id, report, wrong(jws, ECKey.parse(text(folder, ReportFiles.VERIFY_KEY)), id, report));
        } catch (ParseException | JsonProcessingException | JOSEException e) {
            return new Kept(file, id, Json.mapper().missingNode(), Optional.of("it is not a signed report"));
        }
    }

    private static Optional<String> wrong(JWSObject jws, ECKey key, String id, JsonNode report) throws JOSEException {
        var header = jws.getHeader();
        boolean ours = JWSAlgorithm.ES256.equals(header.getAlgorithm())
                && header.getType() != null
                && ReportFiles.TYPE.equals(header.getType().getType());
        if (!ours || !jws.verify(new ECDSAVerifier(key))) {
            return Optional.of("its signature is not of the key in " + ReportFiles.VERIFY_KEY);
        }
        return report.path("id").asText().equals(id)
                ? Optional.empty()
                : Optional.of("it is the report of another rotation");
    }

    private static String text(ByteStore folder, String file) {
        return folder.read(file)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                .orElse("");
    }
}
