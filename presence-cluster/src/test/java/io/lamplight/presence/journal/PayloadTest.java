package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private static ActorSystem system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create(
                "PayloadTest",
                ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void comesBackAsItWas() {
        Payload payload = Payload.of(system, "hello");
        assertThat(payload.size()).isEqualTo(5);
        assertThat(payload.value(system)).isEqualTo("hello");
        assertThat(payload.value(system)).as("read twice").isEqualTo("hello");
    }

    @Test
    void isReadOutOfAnyPartOfABuffer() {
        Payload payload = Payload.of(system, "hello");
        ByteBuffer wide =
                ByteBuffer.allocate(9).put(2, payload.bytes().array()).limit(7).position(2);
        assertThat(new Payload(payload.serializer(), payload.manifest(), wide.asReadOnlyBuffer()).value(system))
                .isEqualTo("hello");
    }

    @Test
    void isNotMadeOfWhatHasNoSerializer() {
        assertThatThrownBy(() -> Payload.of(system, new Object())).isInstanceOf(Exception.class);
    }

    @Test
    void isNotReadWithASerializerThatNobodyHas() {
        assertThatThrownBy(() -> new Payload(424242, "", ByteBuffer.allocate(1)).value(system))
                .isInstanceOf(Exception.class)
                .hasMessageContaining("424242");
    }
}
