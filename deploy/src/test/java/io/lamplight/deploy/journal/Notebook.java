package io.lamplight.deploy.journal;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** An entity that keeps lines of text, each ended by a space; answers each command with all that it holds. */
final class Notebook extends EventSourcedBehavior<Notebook.Command, String, String> {
    private static final int SNAPSHOT_EVERY = 10;

    /** An empty text asks only. */
    record Command(String text, ActorRef<String> replyTo) {}

    private Notebook(String id) {
        super(
                PersistenceId.ofUniqueId(id),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(20), Duration.ofMillis(200), 0));
    }

    static Behavior<Command> create(String id) {
        return new Notebook(id);
    }

    @Override
    public String emptyState() {
        return "";
    }

    @Override
    public CommandHandler<Command, String, String> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onAnyCommand((state, command) -> command.text().isEmpty()
                        ? Effect().reply(command.replyTo(), state)
                        : Effect().persist(command.text()).thenReply(command.replyTo(), now -> now));
    }

    @Override
    public EventHandler<String, String> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state + event + " ");
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2).withDeleteEventsOnSnapshot();
    }
}
