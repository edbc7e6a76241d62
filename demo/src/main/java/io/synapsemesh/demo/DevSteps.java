package io.synapsemesh.demo;

import io.synapsemesh.demo.DevClient.Answer;
import io.synapsemesh.demo.DevClient.Request;
import io.synapsemesh.simulator.Simulator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The script's part on `dev`: roles by group, by workload and by item, and what is refused, in Synapse's own words.
final class DevSteps {
    static final String PIPELINES = "/pipelines?api-version=2020-12-01";
    static final String BOB = "bob (analysts)";
    private static final String ALICE = "alice (data-engineers)";
    private static final String NOBODY = "nobody";
    private static final String COMPUTE = "bigDataPools/useCompute/action";
    private static final String READ_ARTIFACTS = "artifacts/read";

    private final Simulator simulator;
    private final Report report;

    DevSteps(Simulator simulator, Report report) {
        this.simulator = simulator;
        this.report = report;
    }

    static String sessions(String pool) {
        return "/livyApi/versions/2019-11-01-preview/sparkPools/" + pool + "/sessions";
    }

    void run(DevClient nightly, DevClient dashboards, People people) {
        var contosoSpark1 = new Request("POST", "contoso", sessions("spark1"), Optional.of(people.alice()));
        allow("group with the role", nightly, contosoSpark1, ALICE);
        deny(
                "role on another item",
                nightly,
                on(contosoSpark1, sessions("spark2")),
                ALICE,
                refused("contoso", COMPUTE));
        deny("group without the role", dashboards, as(contosoSpark1, people.bob()), BOB, refused("contoso", COMPUTE));
        var pipelines = new Request("GET", "contoso", PIPELINES, Optional.of(people.bob()));
        allow("another role of that group", dashboards, pipelines, BOB);
        deny(
                "a role does not cover all",
                nightly,
                as(pipelines, people.alice()),
                ALICE,
                refused("contoso", READ_ARTIFACTS));
        var alone = new Request("POST", "contoso", sessions("spark1"), Optional.empty());
        allow("workload without a token", nightly, alone, NOBODY);
        deny(
                "same user, second workspace",
                nightly,
                new Request("POST", "fabrikam", sessions("spark1"), Optional.of(people.alice())),
                ALICE,
                refused("fabrikam", COMPUTE));
        deny(
                "same workload, second workspace",
                nightly,
                new Request("POST", "fabrikam", sessions("spark1"), Optional.empty()),
                NOBODY,
                refused("fabrikam", COMPUTE));
        deny(
                "carrier's grant is not the caller's",
                nightly,
                as(contosoSpark1, people.bob()),
                BOB,
                refused("contoso", COMPUTE));
        deny(
                "workload without a grant",
                dashboards,
                new Request("GET", "contoso", PIPELINES, Optional.empty()),
                NOBODY,
                refused("contoso", READ_ARTIFACTS));
        deny(
                "unknown route",
                nightly,
                on(contosoSpark1, "/preview/unheard-of"),
                ALICE,
                new Denial(403, List.of("mesh/unknownRoute", "workspaces/contoso")));
        deny(
                "path that is not canonical",
                nightly,
                on(contosoSpark1, sessions("spark1;x=1")),
                ALICE,
                new Denial(400, List.of("BadRequest")));
        deny(
                "token with a wrong signature",
                nightly,
                as(contosoSpark1, people.mallory()),
                "a forged alice",
                new Denial(401, List.of("AuthenticationFailed")));
        deny(
                "groups not in the token",
                nightly,
                as(contosoSpark1, people.ursula()),
                "ursula (201 groups)",
                refused("contoso", COMPUTE));
    }

    /// Whether the request reached Synapse and was answered there.
    Outcome passes(DevClient client, Request request) throws IOException, InterruptedException {
        long before = simulator.devRequests().total();
        Answer answer = client.send(request);
        boolean reached = simulator.devRequests().total() > before;
        boolean passed = answer.status() == 200 && reached;
        return new Outcome(
                passed ? "allow" : "status " + answer.status(),
                passed ? "200 from Synapse" : answer.status() + " " + said(answer));
    }

    /// @param said texts that the body must hold
    record Denial(int status, List<String> said) {}

    private static Denial refused(String workspace, String action) {
        return new Denial(
                403, List.of("Unauthorized", "Microsoft.Synapse/workspaces/" + action, "workspaces/" + workspace));
    }

    private void allow(String name, DevClient client, Request request, String who) {
        report.row(name, line(client, request, who), "allow", () -> passes(client, request));
    }

    private void deny(String name, DevClient client, Request request, String who, Denial denial) {
        report.row(name, line(client, request, who), "deny", () -> {
            long before = simulator.devRequests().total();
            Answer answer = client.send(request);
            String got = answer.status() < 400 ? "allow" : "status " + answer.status();
            if (simulator.devRequests().total() > before) {
                got = "reached Synapse";
            } else if (answer.status() == denial.status()
                    && denial.said().stream().allMatch(answer.body()::contains)) {
                got = "deny";
            }
            return new Outcome(got, answer.status() + " " + said(answer));
        });
    }

    static String line(DevClient client, Request request, String who) {
        int query = request.path().indexOf('?');
        String path = query < 0 ? request.path() : request.path().substring(0, query);
        return request.method() + " " + request.workspace() + ".dev"
                + path.replaceFirst("/livyApi/versions/[^/]+/sparkPools", "/…") + " by " + who + " via "
                + client.workload();
    }

    private static Request as(Request request, String token) {
        return new Request(request.method(), request.workspace(), request.path(), Optional.of(token));
    }

    private static Request on(Request request, String path) {
        return new Request(request.method(), request.workspace(), path, request.meshToken());
    }

    /// The part of an answer worth a line.
    private static String said(Answer answer) {
        int required = answer.body().indexOf("Action: ");
        if (required >= 0) {
            return answer.body()
                    .substring(required + "Action: ".length())
                    .replaceAll("[.\"}\\s]+$", "")
                    .replace("Microsoft.Synapse/workspaces/", "…/")
                    .replace("Scope: ", "");
        }
        return answer.body().strip();
    }
}
