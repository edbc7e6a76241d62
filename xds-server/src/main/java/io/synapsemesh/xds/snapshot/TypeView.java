package io.synapsemesh.xds.snapshot;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// All resources of one type in one view, by name. Persistent: [#with] copies a path of log n nodes and shares the
/// rest,
/// which is also what lets a stream remember its whole state as one reference.
public final class TypeView {
    static final TypeView EMPTY = new TypeView(TreePMap.empty(), Version.EMPTY);

    private final TreePMap<String, Resource> resources;
    private final Version version;
    private @Nullable String versionText;

    private TypeView(TreePMap<String, Resource> resources, Version version) {
        this.resources = resources;
        this.version = version;
    }

    public static TypeView empty() {
        return EMPTY;
    }

    public @Nullable Resource get(String name) {
        return resources.get(name);
    }

    public Set<String> names() {
        return resources.keySet();
    }

    public Collection<Resource> resources() {
        return resources.values();
    }

    public int size() {
        return resources.size();
    }

    /// The version of the whole set: equal sets have equal versions on every replica.
    public Version version() {
        return version;
    }

    /// The same as text, made once for all streams; a race makes it twice and changes nothing.
    public String versionText() {
        String text = versionText;
        if (text == null) {
            text = version.text();
            versionText = text;
        }
        return text;
    }

    TypeView with(Resource resource) {
        Resource before = resources.get(resource.name());
        Version sum = before == null ? version : version.minus(before.version());
        return new TypeView(resources.plus(resource.name(), resource), sum.plus(resource.version()));
    }

    TypeView without(String name) {
        Resource before = resources.get(name);
        return before == null ? this : new TypeView(resources.minus(name), version.minus(before.version()));
    }
}
