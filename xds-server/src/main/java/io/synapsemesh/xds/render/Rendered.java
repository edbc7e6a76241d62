package io.synapsemesh.xds.render;

import com.google.protobuf.Message;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.xds.snapshot.Resource;
import java.util.Optional;

/// One resource, not yet serialised.
///
/// @param name as in the message; unique among the resources of its type
/// @param origin the document a rejection is reported on
/// @param fallback what a proxy gets in place of this resource if it rejects it: denies everything, so that a
/// tightening never fails open (rules.md C, "Rejections"). Empty where the last accepted content may stay in force.
public record Rendered(String name, Message message, Optional<Origin> origin, Optional<Message> fallback) {
    static Rendered of(String name, Message message, Origin origin) {
        return new Rendered(name, message, Optional.of(origin), Optional.empty());
    }

    /// Serialised, ready to be served.
    public Resource toResource() {
        Resource resource = Resource.of(name, message);
        resource = origin.map(resource::from).orElse(resource);
        return fallback.isPresent() ? resource.orElse(Resource.of(name, fallback.get())) : resource;
    }
}
