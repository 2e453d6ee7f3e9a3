/**
 * A load that remembers every acknowledged answer and holds the server to it through kills and outages: used by the
 * short tests of the build and by the long runs of {@code deploy/bench/run.sh}. Plain UDP, no SIP stack.
 */
package io.lamplight.deploy.torture;
