package io.synapsemesh.certs.hostile;

import java.util.Arrays;
import java.util.Random;

/// Changes bytes as a stranger would: flips, cuts, repeats, and pieces of the grammar in the wrong place. The same seed
/// gives the same inputs, so a finding can be had again by its number.
final class Mutator {
    private static final int LENGTH_MAX = 20_000;
    private static final int ROUNDS_MAX = 4;

    private final Random random;

    Mutator(long seed) {
        random = new Random(seed);
    }

    byte[] mutated(byte[] seed) {
        byte[] bytes = seed;
        int rounds = 1 + random.nextInt(ROUNDS_MAX);
        for (int i = 0; i < rounds; i++) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return token();
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(8)) {
            case 0 -> set(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> set(bytes, at, (byte) random.nextInt(256));
            case 2 -> set(bytes, at, (byte) (random.nextBoolean() ? 0 : -1));
            case 3 -> spliced(bytes, at, Math.min(bytes.length - at, 1 + random.nextInt(32)), new byte[0]);
            case 4 -> spliced(bytes, at, 0, token());
            case 5 -> {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(64));
                yield spliced(bytes, random.nextInt(bytes.length), 0, Arrays.copyOfRange(bytes, at, end));
            }
            case 6 -> Arrays.copyOf(bytes, at);
            default -> set(bytes, at, (byte) (bytes[at] + (random.nextBoolean() ? 1 : -1)));
        };
    }

    private byte[] token() {
        return Targets.TOKENS.get(random.nextInt(Targets.TOKENS.size()));
    }

    private static byte[] set(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        int length = Math.min(LENGTH_MAX, bytes.length - removed + added.length);
        byte[] changed = Arrays.copyOf(bytes, Math.max(length, 0));
        for (int i = at; i < length; i++) {
            int inside = i - at;
            changed[i] = inside < added.length ? added[inside] : bytes[i - added.length + removed];
        }
        return changed;
    }
}
