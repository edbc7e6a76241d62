package io.synapsemesh.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import io.synapsemesh.certs.root.RotationReport;
import io.synapsemesh.certs.root.RotationReports;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.admin.Json;
import io.synapsemesh.controlplane.node.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The reports of rotations in `reports/`: each a compact JWS (RFC 7515, ES256) over the report's JSON, named by the
/// start of the rotation and its id. Signed by a key made for nothing else, sealed beside them; `verify.jwk` is its
/// public half. The newest [#REPORTS_MAX] are kept.
final class ReportFiles implements RotationReports {
    static final String VERIFY_KEY = "verify.jwk";
    static final String TYPE = "synapsemesh-rotation-report";
    static final String SUFFIX = ".jws";
    static final int REPORTS_MAX = 1000;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ByteStore folder;
    private final ECKey key;

    ReportFiles(ByteStore folder, Seal seal, SecureRandom random) {
        this.folder = folder;
        this.key = TokenKey.openOrCreate(folder, seal, "reports/" + TokenKey.FILE, random);
    }

    @Override
    public void keep(RotationReport report) {
        folder.write(VERIFY_KEY, key.toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII));
        String name = STAMP.format(report.phases().preparedAt()) + "-" + report.id() + SUFFIX;
        folder.write(name, signed(report).getBytes(StandardCharsets.US_ASCII));
        var names =
                folder.names().stream().filter(file -> file.endsWith(SUFFIX)).toList();
        names.stream().limit(Math.max(0, names.size() - REPORTS_MAX)).forEach(folder::delete);
    }

    private String signed(RotationReport report) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(TYPE))
                    .keyID(key.getKeyID())
                    .build();
            var jws = new JWSObject(header, new Payload(Json.mapper().writeValueAsString(report)));
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JsonProcessingException | JOSEException e) {
            throw new IllegalStateException("a report is JSON, and a P-256 key signs it", e);
        }
    }
}
