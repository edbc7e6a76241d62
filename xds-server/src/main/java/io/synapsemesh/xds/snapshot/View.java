package io.synapsemesh.xds.snapshot;

import java.util.Set;
import org.pcollections.TreePMap;

/// Everything one `MeshProxy` should have, by type in push order. Several streams may share a view.
public final class View {
    static final View EMPTY = new View(TreePMap.empty());

    private final TreePMap<TypeUrl, TypeView> types;

    private View(TreePMap<TypeUrl, TypeView> types) {
        this.types = types;
    }

    public static View empty() {
        return EMPTY;
    }

    /// Empty for a type the view does not have.
    public TypeView type(TypeUrl type) {
        TypeView view = types.get(type);
        return view == null ? TypeView.EMPTY : view;
    }

    public Set<TypeUrl> types() {
        return types.keySet();
    }

    View with(TypeUrl type, TypeView view) {
        return new View(view.size() == 0 ? types.minus(type) : types.plus(type, view));
    }
}
