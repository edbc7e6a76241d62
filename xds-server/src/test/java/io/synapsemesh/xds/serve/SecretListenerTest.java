package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who has which secret is told as it is: given is not taken, and a kept version counts only if it is ours.
final class SecretListenerTest {
    private final Mesh mesh = new Mesh();

    @BeforeEach
    void publish() {
        mesh.publish(next -> next.put(GATEWAY, secret("bundle", "first", "k")));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void isGivenBeforeItIsSentAndTakenWhenItIsAcked(Transport transport) {
        try (var client = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle")) {
            var reply = client.next(TypeUrl.SECRET);
            assertThat(mesh.secrets).containsExactly("given 1 bundle");
            client.ack(reply).untilNow();
            assertThat(mesh.secrets).containsExactly("given 1 bundle", "taken 1 bundle");
        }
        await().until(() -> mesh.secrets.contains("closed 1"));
    }

    @ParameterizedTest
    @EnumSource
    void isNotTakenWhenItIsRefusedOrUnanswered(Transport transport) {
        try (var client = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle");
                var silent = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle")) {
            client.nack(client.next(TypeUrl.SECRET), "bundle: bad certificate").untilNow();
            silent.next(TypeUrl.SECRET);
            assertThat(mesh.secrets).containsExactlyInAnyOrder("given 1 bundle", "given 2 bundle");
        }
    }

    @Test
    void aKeptVersionIsTakenOnlyIfItIsTheViewsOwn() {
        String version = mesh.view(TypeUrl.SECRET).get("bundle");
        try (var same = mesh.connect(Transport.DELTA)) {
            same.subscribeAgain(TypeUrl.SECRET, Map.of("bundle", String.valueOf(version)), "bundle");
            same.next(TypeUrl.SECRET);
            // Streams are numbered as the server sees them: the second one comes after the first was answered.
            try (var other = mesh.connect(Transport.DELTA)) {
                other.subscribeAgain(TypeUrl.SECRET, Map.of("bundle", "another"), "bundle");
                other.next(TypeUrl.SECRET);
                assertThat(mesh.secrets).containsExactly("taken 1 bundle", "given 1 bundle", "given 2 bundle");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoLongerWantedIsReleased(Transport transport) {
        mesh.publish(next -> next.put(GATEWAY, secret("leaf", "first", "k")));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle", "leaf")) {
            client.settle();
            client.unsubscribe(TypeUrl.SECRET, "bundle").untilNow();
            assertThat(mesh.secrets).contains("released 1 bundle").doesNotContain("released 1 leaf");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecretThatManyHoldIsWrittenDownOnceForEachBeforeItIsSent(Transport transport) {
        try (var one = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle");
                var two = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle")) {
            one.settle();
            two.settle();
            assertThat(mesh.events(Event.SecretServed.class)).hasSize(2);
            mesh.publish(next -> next.put(GATEWAY, secret("bundle", "second", "k2")));
            one.next(TypeUrl.SECRET);
            assertThat(mesh.events(Event.SecretServed.class)).hasSize(4);
            two.settle();
            assertThat(mesh.events(Event.SecretServed.class)).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeThatCannotBeWrittenDownIsWithheldFromAll(Transport transport) {
        try (var one = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle");
                var two = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle")) {
            one.settle();
            two.settle();
            var before = one.state(TypeUrl.SECRET);
            mesh.eventsBroken = true;
            mesh.publish(next -> next.put(GATEWAY, secret("bundle", "second", "k2")));
            assertThat(one.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(two.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(one.state(TypeUrl.SECRET)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeKeptIsNotSent(Transport transport) {
        mesh.secretsBroken = true;
        try (var client = mesh.connect(transport).subscribe(TypeUrl.SECRET, "bundle")) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(client.state(TypeUrl.SECRET)).isEmpty();
            assertThat(mesh.events(Event.Acked.class)).isEmpty();
        }
    }
}
