package io.lamplight.presence.entity;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** An actor system for each class of tests, and a fresh presentity in it for each test. */
abstract class PresentityTests {
    static ActorTestKit system;
    PresentityFixture alice;

    @BeforeAll
    static void start() {
        system = ActorTestKit.create(PresentityFixture.CONFIG);
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    @BeforeEach
    void freshPresentity() {
        alice = new PresentityFixture(system, 1);
    }
}
