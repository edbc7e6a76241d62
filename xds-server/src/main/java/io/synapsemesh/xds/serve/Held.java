package io.synapsemesh.xds.serve;

import io.synapsemesh.xds.snapshot.Resource;
import org.jspecify.annotations.Nullable;

/// What the client has under one name, as far as we know: nothing, a resource we sent, or a version it says it kept
/// from
/// an earlier stream.
sealed interface Held {
    Held NOTHING = new Nothing();

    static Held of(@Nullable Resource resource) {
        return resource == null ? NOTHING : new Sent(resource);
    }

    default boolean nothing() {
        return this instanceof Nothing;
    }

    /// Whether the client has exactly this content.
    default boolean is(Resource resource) {
        return switch (this) {
            case Nothing() -> false;
            case Sent(Resource sent) -> sent.version().equals(resource.version());
            case Claimed(String version) -> version.equals(resource.versionText());
            case Unsure _ -> false;
        };
    }

    /// The content, where we have it.
    default @Nullable Resource resource() {
        return switch (this) {
            case Sent(Resource sent) -> sent;
            case Unsure(Held before) -> before.resource();
            case Nothing(), Claimed _ -> null;
        };
    }

    record Nothing() implements Held {}

    record Sent(Resource sent) implements Held {}

    record Claimed(String version) implements Held {}

    /// What it had before, or the refused content: a client may apply the good part. Whatever comes next is told.
    record Unsure(Held before) implements Held {}
}
