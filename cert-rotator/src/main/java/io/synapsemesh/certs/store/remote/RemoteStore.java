package io.synapsemesh.certs.store.remote;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.issuer.BoundedCall;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.RemoteFolder.Kept;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/// A secrets manager as a folder. What every one of them has in common is here: one deadline for a whole operation,
/// the size limit, the names, a pause while the service asked for one, and who wins when two write.
///
/// **Two writers.** A write replaces what this object last saw under that name, by reading or writing it; if it never
/// saw anything, what is there now. If another writer came between, nothing is written and SYN0824 is thrown, until
/// this one has read the name again: a replica that lost the lease cannot overwrite its successor's roots with its own.
public final class RemoteStore implements ByteStore, AutoCloseable {
    /// More names are refused: a folder of CA material has a few dozen.
    public static final int NAMES_MAX = 10_000;

    private final RemoteFolder folder;
    private final StoreNames names;
    private final Duration deadline;
    private final Breaker breaker;

    /// One entry a name, as many as the folder has.
    private final ConcurrentHashMap<String, Optional<String>> seen = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, String> attempted = new ConcurrentHashMap<>();

    /// @param deadline of one operation, whatever it takes over the network
    /// @param breaker the one the folder's transport holds
    public RemoteStore(RemoteFolder folder, StoreNames names, Duration deadline, Breaker breaker) {
        this.folder = folder;
        this.names = names;
        this.deadline = deadline;
        this.breaker = breaker;
    }

    @Override
    public Optional<byte[]> read(String name) {
        String id = names.encode(name);
        var kept = bounded("read " + name, () -> folder.fetch(id));
        kept.filter(k -> k.content().length > folder.contentBytesMax()).ifPresent(k -> {
            throw tooLarge(name, k.content().length);
        });
        seen.put(id, kept.map(Kept::mark));
        return kept.map(Kept::content);
    }

    @Override
    public void write(String name, byte[] content) {
        String id = names.encode(name);
        if (content.length > folder.contentBytesMax()) {
            throw tooLarge(name, content.length);
        }
        if (content.length == 0) {
            throw new IllegalArgumentException(name + " would be empty; nothing sealed is");
        }
        byte[] sent = content.clone(); // a call that was given up on may still read it
        try {
            seen.put(id, Optional.of(bounded("write " + name, () -> replace(id, name, sent))));
            attempted.remove(id);
        } catch (StoreFailed e) {
            if (e.code() != Code.SYN0824) {
                attempted.put(id, Pem.sha256Hex(sent));
            }
            throw e;
        }
    }

    private String replace(String id, String name, byte[] content) {
        var expected = seen.get(id);
        if (expected == null) {
            expected = folder.fetch(id).map(Kept::mark);
        }
        try {
            return folder.put(id, name, content, expected);
        } catch (StoreFailed e) {
            var ours = e.code() == Code.SYN0824 ? unanswered(id) : Optional.<String>empty();
            return folder.put(id, name, content, Optional.of(ours.orElseThrow(() -> e)));
        }
    }

    /// The mark of what is there, if that is an earlier write of ours whose answer was lost.
    private Optional<String> unanswered(String id) {
        return Optional.ofNullable(attempted.get(id))
                .flatMap(digest -> folder.fetch(id)
                        .filter(kept -> Pem.sha256Hex(kept.content()).equals(digest))
                        .map(Kept::mark));
    }

    @Override
    public void delete(String name) {
        String id = names.encode(name);
        bounded("delete " + name, () -> {
            folder.remove(id);
            return true;
        });
        seen.put(id, Optional.empty());
    }

    @Override
    public SortedSet<String> names() {
        var entries = bounded("list names", folder::list);
        if (entries.size() > NAMES_MAX) {
            throw new StoreFailed(
                    Code.SYN0825,
                    folder.title() + " lists more than " + NAMES_MAX
                            + " secrets. Fix: give the mesh a place of its own.");
        }
        var found = new TreeSet<String>();
        entries.forEach(entry -> names.decode(entry.id(), entry.name()).ifPresent(found::add));
        return found;
    }

    private <T> T bounded(String what, Callable<T> call) {
        try {
            breaker.requirePassage();
            return BoundedCall.within(deadline, call, () -> {});
        } catch (StoreFailed e) {
            throw e;
        } catch (IssuanceFailed e) {
            throw failed(what, String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            breaker.hold(Optional.empty(), "no answer within " + deadline);
            throw failed(what, "no whole answer within " + deadline, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what, "interrupted", e);
        } catch (Exception e) {
            throw new IllegalStateException("a folder throws StoreFailed alone", e);
        }
    }

    private StoreFailed failed(String what, String why, Throwable cause) {
        return new StoreFailed(Code.SYN0821, "cannot " + what + " in " + folder.title() + ": " + why, cause);
    }

    private StoreFailed tooLarge(String name, int length) {
        return new StoreFailed(
                Code.SYN0823,
                "%s has %d bytes; %s takes %d. Fix: keep this folder in another store."
                        .formatted(name, length, folder.title(), folder.contentBytesMax()));
    }

    /// For a folder that has no compare-and-set of its own but can read what it wrote.
    public static void requireSame(String title, String id, byte[] written, byte[] found) {
        if (!Arrays.equals(written, found)) {
            throw new StoreFailed(Code.SYN0825, title + " gives back other content for " + id + " than was written");
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
