package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.documents.v1alpha1.Subject.ActingFor;
import io.synapsemesh.documents.v1alpha1.Subject.Claims;
import io.synapsemesh.documents.v1alpha1.Subject.Group;
import io.synapsemesh.documents.v1alpha1.Subject.ServicePrincipal;
import io.synapsemesh.documents.v1alpha1.Subject.User;
import io.synapsemesh.documents.v1alpha1.Subject.Workload;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The subjects of a document → core's subjects, by their place in the list. One that cannot be resolved is left out.
final class SubjectReading {
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Lookups lookups;
    private final Notes notes;

    SubjectReading(Lookups lookups, Notes notes) {
        this.lookups = lookups;
        this.notes = notes;
    }

    SortedMap<Integer, Subject> read(List<io.synapsemesh.documents.v1alpha1.Subject> subjects) {
        return read(subjects, "spec.subjects");
    }

    /// @param list where they stand in the document
    SortedMap<Integer, Subject> read(List<io.synapsemesh.documents.v1alpha1.Subject> subjects, String list) {
        var read = new TreeMap<Integer, Subject>();
        for (int i = 0; i < subjects.size(); i++) {
            int index = i;
            read(subjects.get(i), list + "[" + i + "]").ifPresent(subject -> read.put(index, subject));
        }
        return read;
    }

    private Optional<Subject> read(io.synapsemesh.documents.v1alpha1.Subject wire, String path) {
        Optional<Subject> subject = plain(wire, path);
        ActingFor acting = wire.actingFor();
        if (acting == null || subject.isEmpty()) {
            return subject;
        }
        Optional<Subject> user = acting.group() != null
                ? group(acting.group(), path + ".actingFor.group")
                : user(acting.user(), path + ".actingFor.user");
        return user.map(u -> new Subject.Acting(subject.get(), u));
    }

    private Optional<Subject> plain(io.synapsemesh.documents.v1alpha1.Subject wire, String path) {
        if (wire.group() != null) {
            return group(wire.group(), path + ".group");
        }
        if (wire.user() != null) {
            return user(wire.user(), path + ".user");
        }
        if (wire.servicePrincipal() != null) {
            ServicePrincipal app = wire.servicePrincipal();
            return provider(app.provider(), path + ".servicePrincipal")
                    .map(provider -> new Subject.ServicePrincipal(
                            provider.name(), app.appId().toLowerCase(Locale.ROOT)));
        }
        if (wire.claims() != null) {
            Claims claims = wire.claims();
            return provider(claims.provider(), path + ".claims")
                    .map(provider -> new Subject.Claims(provider.name(), new TreeMap<>(claims.match())));
        }
        return workload(wire.workload(), path + ".workload");
    }

    private Optional<Subject> group(Group group, String path) {
        return provider(group.provider(), path).flatMap(provider -> {
            boolean entra = provider.type() == ProviderType.ENTRA_ID;
            String id = entra ? group.id().toLowerCase(Locale.ROOT) : group.id();
            if (entra && !GUID.matcher(id).matches()) {
                notes.error(
                        Code.SYN0302,
                        path + ".id",
                        "\"" + group.id() + "\" is not a GUID, and Entra ID names groups by object id",
                        "Copy the group's Object ID from the Entra admin center.");
                return Optional.empty();
            }
            return Optional.of(new Subject.Group(provider.name(), id));
        });
    }

    private Optional<Subject> user(@Nullable User user, String path) {
        if (user == null) {
            throw new IllegalStateException("the document's rules demand a group or a user");
        }
        return provider(user.provider(), path).flatMap(provider -> {
            if (provider.type() != ProviderType.ENTRA_ID) {
                return Optional.of(new Subject.User(provider.name(), "", user.id()));
            }
            Optional<String> tenant = tenant(user, provider);
            if (tenant.isEmpty()) {
                notes.error(
                        Code.SYN0202,
                        path + ".tenant",
                        "tenant is missing, and provider " + provider.name() + " has several",
                        "Add the tenant id of the user.");
            }
            return tenant.map(
                    t -> new Subject.User(provider.name(), t, user.id().toLowerCase(Locale.ROOT)));
        });
    }

    private static Optional<String> tenant(User user, Provider provider) {
        if (user.tenant() != null) {
            return Optional.of(user.tenant().toLowerCase(Locale.ROOT));
        }
        List<String> tenants = provider.issuers().stream()
                .flatMap(issuer -> issuer.tenant().stream())
                .distinct()
                .toList();
        return tenants.size() == 1 ? Optional.of(tenants.getFirst()) : Optional.empty();
    }

    private Optional<Subject> workload(@Nullable Workload workload, String path) {
        if (workload == null) {
            throw new IllegalStateException("the document's rules demand exactly one kind of subject");
        }
        Optional<Trust> trust = lookups.trust();
        if (trust.isEmpty()) {
            notes.error(
                    Code.SYN0304,
                    path,
                    "there is no MeshTrust named default, so a workload has no identity",
                    "Add a MeshTrust with metadata.name: default.");
            return Optional.empty();
        }
        if (workload.spiffeId() != null) {
            return Optional.of(new Subject.Workload(SpiffeId.parse(workload.spiffeId())));
        }
        if (workload.namespace() == null || workload.serviceAccount() == null) {
            throw new IllegalStateException("the document's rules demand namespace and serviceAccount");
        }
        return Optional.of(new Subject.Workload(
                SpiffeId.ofServiceAccount(trust.get().trustDomain(), workload.namespace(), workload.serviceAccount())));
    }

    private Optional<Provider> provider(String name, String path) {
        Optional<Provider> provider = lookups.provider(name);
        if (provider.isEmpty()) {
            notes.error(
                    Code.SYN0401,
                    path + ".provider",
                    "there is no IdentityProvider named " + name,
                    "Add the IdentityProvider, or correct the name.");
        }
        return provider;
    }
}
