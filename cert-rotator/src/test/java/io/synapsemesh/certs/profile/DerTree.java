package io.synapsemesh.certs.profile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// DER taken apart and put together again with what no library would write: other length forms, other tags, other
/// content. Changing a leaf of the tree adjusts every length above it.
final class DerTree {
    /// How a length is written.
    enum Form {
        MINIMAL,
        /// Two bytes where one would do.
        LONG,
        /// A leading zero byte.
        PADDED,
        INDEFINITE
    }

    private int tag;
    private Form form = Form.MINIMAL;
    private byte[] content = new byte[0];
    private final List<DerTree> children = new ArrayList<>();

    private DerTree(int tag) {
        this.tag = tag;
    }

    static DerTree of(int tag, byte... content) {
        var node = new DerTree(tag);
        node.content = content;
        return node;
    }

    static DerTree sequence(DerTree... children) {
        var node = new DerTree(0x30);
        node.children.addAll(List.of(children));
        return node;
    }

    static DerTree read(byte[] der) {
        var node = new DerTree(der[0] & 0xff);
        int[] at = {1};
        int length = length(der, at);
        byte[] inside = Arrays.copyOfRange(der, at[0], at[0] + length);
        if ((node.tag & 0x20) == 0) {
            node.content = inside;
            return node;
        }
        for (int i = 0; i < inside.length; ) {
            int[] next = {i + 1};
            int size = length(inside, next);
            node.children.add(read(Arrays.copyOfRange(inside, i, next[0] + size)));
            i = next[0] + size;
        }
        return node;
    }

    /// A copy in which the node at `path` was changed.
    static byte[] patched(byte[] der, UnaryOperator<DerTree> change, int... path) {
        var root = read(der);
        var node = root;
        for (int index : path) {
            node = node.children.get(index);
        }
        var changed = change.apply(node);
        if (path.length == 0) {
            return changed.encoded();
        }
        var parent = root;
        for (int i = 0; i < path.length - 1; i++) {
            parent = parent.children.get(path[i]);
        }
        parent.children.set(path[path.length - 1], changed);
        return root.encoded();
    }

    DerTree form(Form value) {
        form = value;
        return this;
    }

    DerTree tag(int value) {
        tag = value;
        return this;
    }

    DerTree content(byte... value) {
        content = value;
        children.clear();
        return this;
    }

    DerTree add(DerTree child) {
        children.add(child);
        return this;
    }

    DerTree add(int index, DerTree child) {
        children.add(index, child);
        return this;
    }

    DerTree child(int index) {
        return children.get(index);
    }

    byte[] bytes() {
        return content.clone();
    }

    byte[] encoded() {
        var inside = new ByteArrayOutputStream();
        inside.writeBytes(content);
        children.forEach(child -> inside.writeBytes(child.encoded()));
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = inside.size();
        switch (form) {
            case MINIMAL -> minimal(length, out);
            case LONG -> out.writeBytes(new byte[] {(byte) 0x81, (byte) length});
            case PADDED -> out.writeBytes(new byte[] {(byte) 0x83, 0, (byte) (length >> 8), (byte) length});
            case INDEFINITE -> out.write(0x80);
        }
        out.writeBytes(inside.toByteArray());
        if (form == Form.INDEFINITE) {
            out.writeBytes(new byte[2]);
        }
        return out.toByteArray();
    }

    private static void minimal(int length, ByteArrayOutputStream out) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int bytes = (32 - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(0x80 | bytes);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write(length >> shift);
        }
    }

    private static int length(byte[] der, int[] at) {
        int first = der[at[0]++] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at[0]++] & 0xff;
        }
        return length;
    }
}
