package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.azure.RoleCatalog;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Provider;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// What one document may ask while it is resolved. Each question is remembered.
final class Lookups {
    private final State state;
    private final Set<Question> questions = new HashSet<>();

    Lookups(State state) {
        this.state = state;
    }

    Set<Question> questions() {
        return questions;
    }

    Optional<Trust> trust() {
        questions.add(new Question.Trust());
        return state.trust();
    }

    Optional<Provider> provider(String name) {
        questions.add(new Question.ProviderNamed(name));
        return state.provider(name);
    }

    RoleCatalog roles() {
        questions.add(new Question.Roles());
        return state.roles();
    }

    Optional<Resolved.OfWorkspace> workspace(DocumentRef ref) {
        questions.add(new Question.WorkspaceNamed(ref));
        return state.workspace(ref);
    }

    List<Resolved.OfWorkspace> workspacesIn(String namespace) {
        questions.add(new Question.WorkspacesIn(namespace));
        return state.workspacesIn(namespace);
    }

    List<Resolved.OfWorkspace> workspacesAnywhere() {
        questions.add(new Question.WorkspacesAnywhere());
        return state.workspacesAnywhere();
    }

    /// In the order of age: without times in files, that is the order of names.
    SortedSet<DocumentRef> claimants(String claim) {
        questions.add(new Question.Claimants(claim));
        return state.claimants(claim);
    }
}
