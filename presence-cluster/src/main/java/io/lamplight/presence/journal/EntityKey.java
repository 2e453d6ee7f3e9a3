package io.lamplight.presence.journal;

/**
 * Where an entity's rows lie: in the partition of the shard that Cluster Sharding puts it in.
 *
 * @param entityType the part of the persistence id before the separator, as PersistenceId.of makes it
 */
record EntityKey(String entityType, int shard, String entity) {
    private static final char SEPARATOR = '|';

    static EntityKey of(String persistenceId, int shards) {
        int bar = persistenceId.indexOf(SEPARATOR);
        String type = bar < 0 ? "" : persistenceId.substring(0, bar);
        String entity = persistenceId.substring(bar + 1);
        return new EntityKey(type, shardOf(entity, shards), entity);
    }

    /** The rule of Cluster Sharding's HashCodeMessageExtractor, below 0 for the one hash that has no positive counterpart. */
    static int shardOf(String entity, int shards) {
        int hash = entity.hashCode();
        return (hash < 0 ? -hash : hash) % shards;
    }

    static String persistenceId(String entityType, String entity) {
        return entityType.isEmpty() ? entity : entityType + SEPARATOR + entity;
    }
}
