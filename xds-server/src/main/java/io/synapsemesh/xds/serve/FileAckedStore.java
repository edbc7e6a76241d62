package io.synapsemesh.xds.serve;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps last-ACKed resources over a restart.
///
/// `content/<version>` holds a resource's bytes once, whatever the number of views; `views/<proxy>` lists type,
/// name and
/// version a line. Both are written aside, forced and moved into place, by one thread that is always behind by the
/// changes of at most one round. Secrets are kept in memory only.
///
/// What cannot be read back is logged and left out: the proxies then take the newest content or say why not.
public final class FileAckedStore implements AckedStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileAckedStore.class);
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final Path content;
    private final Path views;
    private final InMemoryAckedStore memory = new InMemoryAckedStore();
    private final Map<DocumentRef, Map<String, Resource>> kept = new ConcurrentHashMap<>();
    private final Set<DocumentRef> changed = new HashSet<>();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final Thread writer;
    private boolean writing;
    private boolean closed;

    /// Reads what is there.
    ///
    /// @throws UncheckedIOException if the directory cannot be made or listed
    public FileAckedStore(Path directory) {
        content = directory.resolve("content");
        views = directory.resolve("views");
        try {
            Files.createDirectories(content);
            Files.createDirectories(views);
            load();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read last-ACKed resources in " + directory, e);
        }
        writer = Thread.ofPlatform().daemon().name("xds-acked-store").start(this::write);
    }

    @Override
    public @Nullable Resource lastAcked(DocumentRef proxy, TypeUrl type, String name) {
        return memory.lastAcked(proxy, type, name);
    }

    @Override
    public void acked(DocumentRef proxy, Resource resource) {
        memory.acked(proxy, resource);
        if (!resource.type().equals(TypeUrl.SECRET)) {
            kept.computeIfAbsent(proxy, _ -> new ConcurrentHashMap<>())
                    .put(key(resource.type(), resource.name()), resource);
            touch(proxy);
        }
    }

    @Override
    public void forget(DocumentRef proxy, TypeUrl type, String name) {
        memory.forget(proxy, type, name);
        Map<String, Resource> resources = kept.get(proxy);
        if (resources != null && resources.remove(key(type, name)) != null) {
            touch(proxy);
        }
    }

    @Override
    public void retain(Snapshot snapshot) {
        memory.retain(snapshot);
        kept.forEach((proxy, resources) -> {
            var view = snapshot.view(proxy);
            boolean less = resources
                    .values()
                    .removeIf(resource ->
                            view == null || view.type(resource.type()).get(resource.name()) == null);
            if (less) {
                touch(proxy);
            }
        });
    }

    /// Waits until everything that happened before is on disk.
    public synchronized void flush() throws InterruptedException {
        while (writing || !changed.isEmpty()) {
            wait();
        }
    }

    /// Writes what is left and stops.
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        writer.join();
    }

    private synchronized void touch(DocumentRef proxy) {
        changed.add(proxy);
        notifyAll();
    }

    private void write() {
        while (true) {
            Set<DocumentRef> round;
            synchronized (this) {
                writing = false;
                notifyAll();
                try {
                    while (changed.isEmpty()) {
                        if (closed) {
                            return;
                        }
                        wait();
                    }
                } catch (InterruptedException e) {
                    return;
                }
                round = Set.copyOf(changed);
                changed.clear();
                writing = true;
            }
            try {
                for (DocumentRef proxy : round) {
                    write(proxy);
                }
                sweep();
            } catch (IOException | RuntimeException e) {
                LOG.error("last-ACKed resources were not written; the copy in memory still serves: {}", views, e);
            }
        }
    }

    private void write(DocumentRef proxy) throws IOException {
        Path file = views.resolve(fileName(proxy));
        Map<String, Resource> resources = new TreeMap<>(kept.getOrDefault(proxy, Map.of()));
        if (resources.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        var lines = new StringBuilder();
        lines.append(proxy.kind()).append(' ').append(encode(proxy.namespace())).append(' ');
        lines.append(encode(proxy.name())).append('\n');
        for (Resource resource : resources.values()) {
            if (!written.contains(resource.versionText())) {
                replace(content.resolve(resource.versionText()), resource.body().toByteString());
                written.add(resource.versionText());
            }
            lines.append(resource.type().url())
                    .append(' ')
                    .append(encode(resource.name()))
                    .append(' ');
            lines.append(resource.versionText()).append('\n');
        }
        replace(file, ByteString.copyFromUtf8(lines.toString()));
    }

    /// Content no view refers to any more goes.
    private void sweep() throws IOException {
        Set<String> used = new HashSet<>();
        kept.values().forEach(resources -> resources.values().forEach(resource -> used.add(resource.versionText())));
        for (String version : Set.copyOf(written)) {
            if (!used.contains(version)) {
                written.remove(version);
                Files.deleteIfExists(content.resolve(version));
            }
        }
    }

    private static void replace(Path file, ByteString bytes) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void load() throws IOException {
        List<Path> files = new ArrayList<>();
        try (var found =
                Files.newDirectoryStream(views, path -> !path.toString().endsWith(".new"))) {
            found.forEach(files::add);
        }
        for (Path file : files) {
            try {
                load(Files.readAllLines(file, StandardCharsets.UTF_8));
            } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
                LOG.warn("left out last-ACKed resources that cannot be read: {}", file, e);
            }
        }
        try (var found = Files.newDirectoryStream(content)) {
            for (Path file : found) {
                written.add(String.valueOf(file.getFileName()));
            }
        }
    }

    private void load(List<String> lines) throws IOException {
        String[] head = lines.getFirst().split(" ", -1);
        var proxy = new DocumentRef(head[0], decode(head[1]), decode(head[2]));
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(" ", -1);
            Resource resource = read(decode(parts[1]), parts[2]);
            if (resource != null && resource.type().url().equals(parts[0])) {
                memory.acked(proxy, resource);
                kept.computeIfAbsent(proxy, _ -> new ConcurrentHashMap<>())
                        .put(key(resource.type(), resource.name()), resource);
            }
        }
    }

    /// @return nothing if the content is gone or is not what its name says
    private @Nullable Resource read(String name, String version) throws IOException {
        try {
            Any body = Any.parseFrom(Files.readAllBytes(content.resolve(version)));
            Resource resource = Resource.ofPacked(name, body);
            return resource.versionText().equals(version) ? resource : null;
        } catch (NoSuchFileException | InvalidProtocolBufferException e) {
            LOG.warn("left out a last-ACKed resource whose content cannot be read: {}", version, e);
            return null;
        }
    }

    private static String key(TypeUrl type, String name) {
        return type.url() + " " + name;
    }

    /// A digest, because names may be longer than a file system takes.
    private static String fileName(DocumentRef proxy) {
        return encode(proxy.qualifiedName()).length() <= 200
                ? encode(proxy.qualifiedName())
                : io.synapsemesh.xds.snapshot.Version.of(TypeUrl.CLUSTER, proxy.toString(), ByteBuffer.allocate(0))
                        .text();
    }

    private static String encode(String text) {
        return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        return new String(DECODER.decode(text), StandardCharsets.UTF_8);
    }
}
