package io.synapsemesh.certs.hostile;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.PemReader;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.federation.BundleDocument;
import io.synapsemesh.certs.federation.BundleMap;
import io.synapsemesh.certs.federation.BundleRefused;
import io.synapsemesh.certs.profile.LeafLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.profile.SpiffeIdRule;
import io.synapsemesh.core.identity.SpiffeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The readers that strangers reach, each with a good input and the one thing it may throw.
enum Targets {
    CSR {
        @Override
        byte[] seed() {
            return LeafKey.generate(Fixture.RANDOM).csr().der();
        }

        @Override
        boolean accepts(byte[] input) {
            try {
                SigningRequest.parse(input);
                return true;
            } catch (IssuanceRefused e) {
                requireReason(e.reason().isPresent());
                return false;
            }
        }
    },
    CERTIFICATE {
        @Override
        byte[] seed() {
            var fixture = new Fixture();
            var issued = fixture.authorities()
                    .mesh()
                    .issue(
                            Fixture.workspaceRequest(),
                            LeafKey.generate(Fixture.RANDOM).csr());
            return Pem.der(issued.leaf());
        }

        @Override
        boolean accepts(byte[] input) {
            return LeafLint.check(input, LeafProfile.of(Fixture.workspaceRequest()), Instant.EPOCH)
                    .isEmpty();
        }
    },
    PEM {
        @Override
        byte[] seed() {
            var roots = new Fixture().authorities().mesh().anchors().certificates();
            return ("# roots\n" + Pem.certificates(roots)).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        boolean accepts(byte[] input) {
            try {
                PemReader.read(input);
                return true;
            } catch (PemReader.Refused e) {
                return false;
            }
        }
    },
    BUNDLE {
        @Override
        byte[] seed() {
            return bundle().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        boolean accepts(byte[] input) {
            try {
                BundleDocument.parse(input, Fixture.DOMAIN);
                return true;
            } catch (BundleRefused e) {
                requireReason(!e.reason().isEmpty());
                return false;
            }
        }
    },
    BUNDLE_MAP {
        @Override
        byte[] seed() {
            return ("{\"trust_domains\":{\"corp.example\":" + bundle() + "}}").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        boolean accepts(byte[] input) {
            try {
                BundleMap.parse(input);
                return true;
            } catch (BundleRefused e) {
                return false;
            }
        }
    },
    SPIFFE_ID {
        @Override
        byte[] seed() {
            return Fixture.WORKSPACE.text().getBytes(StandardCharsets.UTF_8);
        }

        /// Both readers of ids must be of one mind about any text.
        @Override
        boolean accepts(byte[] input) {
            String text = new String(input, StandardCharsets.ISO_8859_1);
            boolean named = SpiffeIdRule.brokenBy(text).isEmpty();
            try {
                SpiffeId.parse(text);
                requireReason(named);
                return true;
            } catch (IllegalArgumentException e) {
                requireReason(!named);
                return false;
            }
        }
    };

    /// A good input: mutations of it come further than noise.
    abstract byte[] seed();

    /// Whether it is taken; whatever else is thrown is a finding.
    abstract boolean accepts(byte[] input);

    private static void requireReason(boolean there) {
        if (!there) {
            throw new AssertionError("a refusal without its reason, or two readers that differ");
        }
    }

    private static String bundle() {
        var roots = new Fixture().authorities().mesh().anchors().certificates();
        var keys = roots.stream()
                .map(root -> "{\"use\":\"x509-svid\",\"kty\":\"EC\",\"x5c\":[\""
                        + Base64.getEncoder().encodeToString(Pem.der(root)) + "\"]}")
                .toList();
        return "{\"keys\":[" + String.join(",", keys)
                + "],\"spiffe_sequence\":7,\"spiffe_refresh_hint\":300,\"x\":[-1.5e3,true,null,\"\\u00e9\"]}";
    }

    static final List<byte[]> TOKENS = List.of(
            new byte[] {0x30, (byte) 0x80},
            new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1},
            new byte[] {0, 0},
            new byte[] {2, 1, -1},
            new byte[] {6, 3, 0x55, 0x1d, 0x11},
            new byte[] {-1, -1, -1, -1},
            "-----BEGIN ".getBytes(StandardCharsets.US_ASCII),
            "-----END CERTIFICATE-----\n".getBytes(StandardCharsets.US_ASCII),
            "{\"keys\":[".getBytes(StandardCharsets.US_ASCII),
            "\"x5c\":[".getBytes(StandardCharsets.US_ASCII),
            "[[[[[[[[[[[[[[[[".getBytes(StandardCharsets.US_ASCII),
            "\\ud800".getBytes(StandardCharsets.US_ASCII),
            "1e999999999".getBytes(StandardCharsets.US_ASCII),
            "/../".getBytes(StandardCharsets.US_ASCII),
            "spiffe://".getBytes(StandardCharsets.US_ASCII),
            "%2f".getBytes(StandardCharsets.US_ASCII),
            "@:?#".getBytes(StandardCharsets.US_ASCII));
}
