/**
 * The journal: a Pekko Persistence plugin (journal, snapshot store, query) on the Cassandra driver. It knows nothing of
 * presence, and nothing imports it; configuration names its classes.
 *
 * <p>One table, and one partition of it for each shard of Cluster Sharding. In a partition lie, in this order: a head
 * row for each entity (its newest sequence number and its newest tag), and for each entity its snapshots and its events,
 * newest first. So one query recovers an entity, and one slice of small rows tells what lives in a shard.
 */
package io.lamplight.presence.journal;
