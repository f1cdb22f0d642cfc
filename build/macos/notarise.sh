#!/bin/sh
# notarise.sh DMG: has Apple look at a disk image that was signed with a Developer ID, and staples its answer to it.
# Needs APPLE_ID, APPLE_TEAM_ID and APPLE_APP_PASSWORD (an app-specific password).
set -eu
xcrun notarytool submit "$1" --wait \
    --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM_ID" --password "$APPLE_APP_PASSWORD"
xcrun stapler staple "$1"
xcrun stapler validate "$1"
