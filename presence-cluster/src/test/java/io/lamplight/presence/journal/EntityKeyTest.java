package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.Test;

class EntityKeyTest {
    private static final int SHARDS = 256;

    @Test
    void putsAnEntityWhereClusterShardingPutsIt() {
        var extractor = new HashCodeMessageExtractor<Object>(SHARDS);
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            String entity = "sip:" + Long.toString(random.nextLong(), 36) + "@example.com";
            assertThat(EntityKey.shardOf(entity, SHARDS)).hasToString(extractor.shardId(entity));
        }
    }

    @Test
    void agreesWithClusterShardingWhereAHashIsTheSmallestNumber() {
        String entity = "polygenelubricants";
        assertThat(entity.hashCode()).isEqualTo(Integer.MIN_VALUE);
        for (int shards : List.of(1, 3, 7, 256, 1000)) {
            var extractor = new HashCodeMessageExtractor<Object>(shards);
            assertThat(EntityKey.shardOf(entity, shards)).hasToString(extractor.shardId(entity));
        }
    }

    @Test
    void takesTheEntityThatAnEnvelopeNames() {
        var extractor = new HashCodeMessageExtractor<String>(SHARDS);
        String entity = extractor.entityId(new ShardingEnvelope<>("sip:alice@example.com", "hello"));
        EntityKey key = EntityKey.of(PersistenceId.of("presentity", entity).id(), SHARDS);
        assertThat(key).isEqualTo(new EntityKey("presentity", EntityKey.shardOf(entity, SHARDS), entity));
    }

    @Test
    void takesAPersistenceIdWithoutATypeAsAnEntity() {
        assertThat(EntityKey.of("alice", SHARDS).entityType()).isEmpty();
        assertThat(EntityKey.of("alice", SHARDS).entity()).isEqualTo("alice");
    }

    @Test
    void givesBackThePersistenceIdThatItWasMadeOf() {
        for (String id : List.of("presentity|sip:alice@example.com", "alice", "presentity|a|b")) {
            EntityKey key = EntityKey.of(id, SHARDS);
            assertThat(EntityKey.persistenceId(key.entityType(), key.entity())).isEqualTo(id);
        }
    }
}
