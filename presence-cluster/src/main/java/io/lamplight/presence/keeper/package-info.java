/** The keepers of the shards: who lives in a shard though not in memory, and when each is to be woken. */
package io.lamplight.presence.keeper;
