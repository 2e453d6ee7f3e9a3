/** The presence cluster of one node: {@link io.lamplight.presence.PresenceCluster} puts its parts together. */
package io.lamplight.presence;
