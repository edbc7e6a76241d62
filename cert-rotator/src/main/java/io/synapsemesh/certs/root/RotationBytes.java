package io.synapsemesh.certs.root;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A [Rotation] as bytes: one field of the sealed slot file. Versioned by the slot file around it.
public final class RotationBytes {
    private RotationBytes() {}

    public static byte[] encode(Rotation rotation) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(rotation.id());
            out.writeUTF(rotation.phase().name());
            out.writeUTF(rotation.reason());
            out.writeUTF(rotation.bundleHash());
            var times = rotation.times();
            mark(out, times.started());
            time(out, times.alarmed());
            time(out, times.activated());
            time(out, times.leavesEnd());
            time(out, times.reissued());
            var orders = rotation.orders();
            mark(out, orders.rollBack());
            mark(out, orders.taint());
            mark(out, orders.revoke());
            mark(out, orders.force());
            marks(out, rotation.answers().skips());
            marks(out, rotation.answers().acks());
            out.writeInt(rotation.answers().seen().size());
            for (var seen : rotation.answers().seen().entrySet()) {
                out.writeUTF(seen.getKey());
                time(out, seen.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException if `bytes` is not exactly what [#encode] writes
    public static Rotation decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var rotation = new Rotation(
                    in.readUTF(),
                    Phase.valueOf(in.readUTF()),
                    in.readUTF(),
                    in.readUTF(),
                    new Rotation.Times(mark(in), maybeTime(in), maybeTime(in), maybeTime(in), maybeTime(in)),
                    new Rotation.Orders(maybeMark(in), maybeMark(in), maybeMark(in), maybeMark(in)),
                    new Rotation.Answers(marks(in), marks(in), seen(in)));
            if (in.available() > 0) {
                throw new IllegalArgumentException("bytes after the record of a rotation");
            }
            return rotation;
        } catch (IOException e) {
            throw new IllegalArgumentException("the record of a rotation is cut", e);
        }
    }

    private static void marks(DataOutputStream out, SortedMap<String, Mark> marks) throws IOException {
        out.writeInt(marks.size());
        for (var entry : marks.entrySet()) {
            out.writeUTF(entry.getKey());
            mark(out, entry.getValue());
        }
    }

    private static SortedMap<String, Mark> marks(DataInputStream in) throws IOException {
        var marks = new TreeMap<String, Mark>();
        for (int left = in.readInt(); left > 0; left--) {
            marks.put(in.readUTF(), mark(in));
        }
        return marks;
    }

    private static SortedMap<String, Instant> seen(DataInputStream in) throws IOException {
        var seen = new TreeMap<String, Instant>();
        for (int left = in.readInt(); left > 0; left--) {
            seen.put(in.readUTF(), time(in));
        }
        return seen;
    }

    private static void mark(DataOutputStream out, Mark mark) throws IOException {
        out.writeUTF(mark.by());
        time(out, mark.at());
    }

    private static void mark(DataOutputStream out, Optional<Mark> mark) throws IOException {
        out.writeBoolean(mark.isPresent());
        if (mark.isPresent()) {
            mark(out, mark.get());
        }
    }

    private static Mark mark(DataInputStream in) throws IOException {
        return new Mark(in.readUTF(), time(in));
    }

    private static Optional<Mark> maybeMark(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(mark(in)) : Optional.empty();
    }

    private static void time(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static void time(DataOutputStream out, Optional<Instant> time) throws IOException {
        out.writeBoolean(time.isPresent());
        if (time.isPresent()) {
            time(out, time.get());
        }
    }

    private static Instant time(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static Optional<Instant> maybeTime(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(time(in)) : Optional.empty();
    }
}
