/** A small SIP peer over plain UDP, and a walk through a lamp's life with it; also what the end-to-end tests call with. */
package io.lamplight.deploy.walk;
