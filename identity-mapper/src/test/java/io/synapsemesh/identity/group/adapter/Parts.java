package io.synapsemesh.identity.group.adapter;

import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.group.DirectoryToken;
import io.synapsemesh.identity.group.GroupAnswer;
import io.synapsemesh.identity.group.WhyUnknown;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the tests of adapters share.
public final class Parts {
    /// Not kept short where nothing is to be late: a loaded machine is no slow directory.
    public static final Duration AMPLE = Duration.ofSeconds(20);

    private Parts() {}

    public static DirectorySettings settings(URI origin, SimulatorCa ca, Duration deadline, Clock clock) {
        return new DirectorySettings(origin, ca.clientContext(), deadline, DirectorySettings.REQUESTS_MAX, clock);
    }

    public static DirectoryToken fixed(String token) {
        return _ -> SecretBytes.copyOf(token.getBytes(StandardCharsets.US_ASCII));
    }

    /// The reason of a refusal; fails for an answer.
    public static WhyUnknown cause(GroupAnswer answer) {
        return switch (answer) {
            case GroupAnswer.Known(var ids) -> throw new AssertionError("known: " + ids);
            case GroupAnswer.Unknown(var cause, var why) -> cause;
        };
    }

    public static String guid(int number) {
        return "%08d-0000-0000-0000-000000000000".formatted(number);
    }

    public static Stream<String> guids(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Parts::guid);
    }
}
