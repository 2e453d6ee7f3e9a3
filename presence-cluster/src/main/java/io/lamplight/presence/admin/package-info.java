/** What operators ask over HTTP, mounted on Pekko Management's port. */
package io.lamplight.presence.admin;
