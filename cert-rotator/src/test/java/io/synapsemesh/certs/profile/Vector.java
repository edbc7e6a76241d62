package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.core.identity.SpiffeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One rule broken in one way, and the nearest thing that keeps it.
///
/// @param rule     the reason code that the refusal must bear
/// @param encoding how it is broken, in words; no two vectors share rule and encoding
record Vector(String rule, String encoding, Subject wrong, Subject twin) {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /// What a gate is asked about.
    sealed interface Subject {
        /// What the gate says against it; empty means that it passes.
        List<String> reasons();

        byte[] bytes();
    }

    /// A leaf of the fixture's workspace.
    record Leaf(byte[] der) implements Subject {
        @Override
        public List<String> reasons() {
            return LeafLint.check(der, LeafProfile.of(Fixture.workspaceRequest()), NOW).stream()
                    .map(Violation::reason)
                    .toList();
        }

        @Override
        public byte[] bytes() {
            return der;
        }
    }

    record Request(byte[] der) implements Subject {
        @Override
        public List<String> reasons() {
            try {
                SigningRequest.parse(der);
                return List.of();
            } catch (IssuanceRefused e) {
                return List.of(e.reason().orElse("without a reason"));
            }
        }

        @Override
        public byte[] bytes() {
            return der;
        }
    }

    record Id(String text) implements Subject {
        /// Both readers must agree; one that is alone in its refusal shows as such.
        @Override
        public List<String> reasons() {
            var named = SpiffeIdRule.brokenBy(text).map(Enum::name);
            try {
                SpiffeId.parse(text);
                return named.map(rule -> "only " + rule).stream().toList();
            } catch (IllegalArgumentException e) {
                return List.of(named.orElse("refused without a word"));
            }
        }

        @Override
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// @param ders leaf first
    record Chain(List<byte[]> ders, List<byte[]> roots) implements Subject {
        @Override
        public List<String> reasons() {
            var chain = new CertificateChain(ders.stream().map(Pem::certificate).toList());
            var anchors = Anchors.of(roots.stream().map(Pem::certificate).toList());
            return ChainLint.check(chain, LeafProfile.of(Fixture.workspaceRequest()), anchors, NOW).stream()
                    .map(Violation::reason)
                    .toList();
        }

        @Override
        public byte[] bytes() {
            var all = new java.io.ByteArrayOutputStream();
            Stream.concat(ders.stream(), roots.stream()).forEach(all::writeBytes);
            return all.toByteArray();
        }
    }

    /// A root of our own making.
    record Root(byte[] der) implements Subject {
        @Override
        public List<String> reasons() {
            return RootLint.check(Pem.certificate(der), Optional.of(Fixture.DOMAIN)).stream()
                    .map(Violation::reason)
                    .toList();
        }

        @Override
        public byte[] bytes() {
            return der;
        }
    }

    @Override
    public String toString() {
        return wrong.getClass().getSimpleName() + " " + rule + ": " + encoding;
    }

    boolean isRefusedAsItShould() {
        return wrong.reasons().contains(rule);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vector vector
                && rule.equals(vector.rule)
                && encoding.equals(vector.encoding)
                && wrong.getClass() == vector.wrong.getClass()
                && Arrays.equals(wrong.bytes(), vector.wrong.bytes());
    }

    @Override
    public int hashCode() {
        return rule.hashCode() ^ encoding.hashCode();
    }
}
