package io.synapsemesh.certs.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.TrustBundle;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OwnBundleTest {
    private static final byte[] OTHER = BundleText.other();

    private final MemoryStore store = new MemoryStore();
    private final TestClock clock = new TestClock();
    private final Instant begun = clock.instant();
    private OwnBundle own = new OwnBundle(store, clock);

    @Test
    void theSequenceGrowsWhenTheContentChangesAndOnlyThen() {
        long first = sequence(BundleText.ROOT);
        assertThat(first).isEqualTo(begun.getEpochSecond());
        clock.advance(Duration.ofHours(1));
        assertThat(sequence(BundleText.ROOT)).isEqualTo(first);
        long second = sequence(BundleText.ROOT, OTHER);
        assertThat(second).isEqualTo(first + 3600);
        assertThat(sequence(OTHER, BundleText.ROOT)).as("another order").isEqualTo(second);
        assertThat(sequence(OTHER)).as("within the second").isEqualTo(second + 1);
        assertThat(sequence(BundleText.ROOT)).as("content of before").isEqualTo(second + 2);
    }

    @Test
    void aRestartNeitherChangesNorForgetsTheSequence() {
        long before = sequence(BundleText.ROOT);
        clock.advance(Duration.ofDays(1));
        own = new OwnBundle(store, clock);
        assertThat(sequence(BundleText.ROOT)).isEqualTo(before);
        assertThat(own.since(bundle(BundleText.ROOT))).isEqualTo(Instant.ofEpochMilli(begun.toEpochMilli()));
        clock.set(begun.minus(Duration.ofDays(9)));
        own = new OwnBundle(store, clock);
        assertThat(sequence(OTHER)).as("and the clock went back").isEqualTo(before + 1);
    }

    @Test
    void theSequenceGrowsOnWhenTheFileIsLostOrDamaged() {
        long before = sequence(BundleText.ROOT);
        clock.advance(Duration.ofMinutes(1));
        store.flipByte(OwnBundle.FILE, -2);
        own = new OwnBundle(store, clock);
        assertThat(sequence(BundleText.ROOT)).isEqualTo(before + 60);
        clock.advance(Duration.ofMinutes(1));
        store.delete(OwnBundle.FILE);
        own = new OwnBundle(store, clock);
        assertThat(sequence(BundleText.ROOT)).isEqualTo(before + 120);
    }

    @Test
    void nothingIsPublishedThatIsNotOnTheDisk() {
        long before = sequence(BundleText.ROOT);
        store.failAfterWrites(0);
        assertThatThrownBy(() -> sequence(OTHER)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> sequence(OTHER)).isInstanceOf(UncheckedIOException.class);
        assertThat(sequence(BundleText.ROOT)).isEqualTo(before);
    }

    private long sequence(byte[]... roots) {
        return BundleDocument.parse(own.json(bundle(roots)), Fixture.DOMAIN)
                .sequence()
                .orElseThrow();
    }

    private static TrustBundle bundle(byte[]... roots) {
        return new TrustBundle(
                Fixture.DOMAIN,
                Anchors.of(Arrays.stream(roots).map(Pem::certificate).toList()));
    }
}
