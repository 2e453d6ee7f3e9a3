/** The runnable product: a node, its settings, and (below) the command that starts a whole cluster on one machine. */
package io.lamplight.deploy;
