/** What tests of this module and of others share. */
package io.lamplight.presence.testkit;
