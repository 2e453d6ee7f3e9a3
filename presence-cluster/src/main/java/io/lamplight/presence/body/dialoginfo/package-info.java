/** INVITE dialog documents: dialog-info (RFC 4235). */
package io.lamplight.presence.body.dialoginfo;
