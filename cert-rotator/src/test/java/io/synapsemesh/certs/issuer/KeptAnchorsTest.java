package io.synapsemesh.certs.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeptAnchorsTest {
    private final MemoryStore store = new MemoryStore();
    private final KeptAnchors kept = new KeptAnchors(store, "spire");
    private final Anchors anchors = Anchors.of(List.of(new TestCa("one", new TestClock().instant()).root()));

    @Test
    void survivesARestart() {
        assertThat(kept.recall()).isEmpty();
        kept.keep(anchors);
        assertThat(new KeptAnchors(store, "spire").recall()).contains(anchors);
        assertThat(new KeptAnchors(store, "other").recall()).isEmpty();
    }

    @Test
    void whatWasChangedIsNotBelieved() {
        kept.keep(anchors);
        store.write("spire.roots", "-----BEGIN CERTIFICATE-----\nAAAA".getBytes());
        assertThat(kept.recall()).isEmpty();
    }

    @Test
    void aFullDiskIsNoFailure() {
        store.failAfterWrites(0);
        kept.keep(anchors);
        assertThat(kept.recall()).isEmpty();
    }
}
