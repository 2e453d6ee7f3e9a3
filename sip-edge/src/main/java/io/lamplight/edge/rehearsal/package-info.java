/** What a node does before it is ready: phones in memory that go through all that phones do, until it is warm. */
package io.lamplight.edge.rehearsal;
