package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.controlplane.source.SourceUpdate;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// A pipeline over documents written as text, without files, certificates or network.
final class MeshFixture implements AutoCloseable {
    static final DocumentRef GATEWAY = new DocumentRef("MeshProxy", "mesh", "gateway");
    static final DocumentRef SIDECAR = new DocumentRef("MeshProxy", "etl", "sidecar");

    static final String TRUST = "kind: MeshTrust\nmetadata: {name: default}\nspec: {trustDomain: corp.example}\n";
    static final String PROVIDER = """
            kind: IdentityProvider
            metadata: {name: idp}
            spec: {type: Oidc, issuer: "https://idp.example", audiences: [mesh]}
            """;

    final List<LeafName> rekeyed = new ArrayList<>();
    final SortedSet<String> wanted = new TreeSet<>();
    final SortedMap<String, Integer> epochs = new TreeMap<>();
    final List<Published> publications = new ArrayList<>();
    String jwks = "{\"keys\":[]}";

    private final Pipeline pipeline;

    MeshFixture() {
        this(new TreeMap<>());
    }

    MeshFixture(SortedMap<String, Integer> savedEpochs) {
        epochs.putAll(savedEpochs);
        var resolver = new Resolver(UpstreamPolicy.PRODUCTION, "synapsemesh");
        var world =
                new World(resolver, new CertificatesFake(), List.of(), new TokenKeysFake(), new Epochs(), "/dev/null");
        pipeline = new Pipeline(world, publications::add);
        pipeline.start();
    }

    static String workspace(String name, String more) {
        return "kind: SynapseWorkspace\nmetadata: {name: " + name + ", namespace: analytics}\nspec:\n  resourceId: "
                + "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/"
                + name + "\n  allow: {proxies: {from: All}}\n" + more;
    }

    static String proxy(DocumentRef ref, String role, String... workspaces) {
        var attached = new ArrayList<String>();
        for (String workspace : workspaces) {
            attached.add("{name: " + workspace + ", namespace: analytics}");
        }
        return "kind: MeshProxy\nmetadata: {name: " + ref.name() + ", namespace: " + ref.namespace()
                + "}\nspec: {role: "
                + role + ", identity: {serviceAccount: " + ref.name() + "}, attach: {workspaces: "
                + attached + "}}\n";
    }

    static String binding(String namespace, String name, String role, String group) {
        return "kind: SynapseRoleBinding\nmetadata: {name: " + name + ", namespace: " + namespace
                + "}\nspec: {workspaces: {names: [contoso], namespace: analytics}, role: " + role
                + ", subjects: [{group: {provider: idp, id: " + group + "}}]}\n";
    }

    static String connect(String action, String namespace, String name, String endpoints, String... accounts) {
        var subjects = new ArrayList<String>();
        for (String account : accounts) {
            subjects.add("{workload: {namespace: etl, serviceAccount: " + account + "}}");
        }
        return "kind: SynapseAccessPolicy\nmetadata: {name: " + name + ", namespace: " + namespace
                + "}\nspec: {action: " + action + ", workspaces: {names: [contoso], namespace: analytics}, endpoints: "
                + endpoints + ", operations: [connect], subjects: " + subjects + "}\n";
    }

    static List<Document> documents(String... texts) {
        var documents = new ArrayList<Document>();
        for (String text : texts) {
            byte[] bytes = ("apiVersion: synapsemesh.io/v1alpha1\n" + text).getBytes(StandardCharsets.UTF_8);
            var parsed = DocumentReader.read("mesh.yaml", bytes, LastGood.NONE);
            if (parsed.hasErrors()) {
                throw new IllegalArgumentException(parsed.diagnostics() + "\n" + text);
            }
            documents.addAll(parsed.documents());
        }
        return documents;
    }

    Published apply(String... texts) {
        return apply(documents(texts), List.of());
    }

    Published remove(DocumentRef... refs) {
        return apply(List.of(), List.of(refs));
    }

    Published apply(Collection<Document> upserts, Collection<DocumentRef> removed) {
        pipeline.apply(new SourceUpdate(
                List.copyOf(upserts), new TreeSet<>(removed), new TreeSet<>(), new TreeSet<>(), List.of()));
        return settle();
    }

    Published keysChanged(String json) {
        jwks = json;
        pipeline.keysChanged();
        return settle();
    }

    /// @param federated what peers say, whether a document names them or not
    Published bundles(TrustBundle own, SortedMap<TrustDomain, TrustBundle> federated) {
        pipeline.bundleChanged(own);
        pipeline.federatedChanged(federated);
        return settle();
    }

    Published published() {
        return pipeline.published();
    }

    private Published settle() {
        try {
            pipeline.settled().get(30, TimeUnit.SECONDS);
            return pipeline.published();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Every resource of every view with its version.
    static SortedMap<String, String> contents(Snapshot snapshot) {
        var contents = new TreeMap<String, String>();
        for (DocumentRef proxy : snapshot.proxies()) {
            View view = java.util.Objects.requireNonNull(snapshot.view(proxy));
            for (TypeUrl type : view.types()) {
                for (Resource resource : view.type(type).resources()) {
                    contents.put(proxy + " " + type.shortName() + " " + resource.name(), resource.versionText());
                }
            }
        }
        return contents;
    }

    @Override
    public void close() {
        pipeline.close();
    }

    private final class CertificatesFake implements Certificates {
        @Override
        public void want(Trust trust, SortedSet<String> hostSuffixes, Collection<LeafRequest> leaves) {
            wanted.clear();
            leaves.forEach(leaf -> wanted.add(leaf.name().text()));
        }

        @Override
        public void rekey(LeafName name) {
            rekeyed.add(name);
        }
    }

    private final class TokenKeysFake implements TokenKeys {
        @Override
        public void want(List<Provider> providers) {}

        @Override
        public SortedMap<String, String> of(Provider provider) {
            return new TreeMap<>(java.util.Map.of(provider.issuers().getFirst().url(), jwks));
        }
    }

    private final class Epochs implements EpochStore {
        @Override
        public SortedMap<String, Integer> load() {
            return new TreeMap<>(epochs);
        }

        @Override
        public void save(SortedMap<String, Integer> saved) {
            epochs.clear();
            epochs.putAll(saved);
        }
    }
}
