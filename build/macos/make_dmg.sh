#!/bin/sh
# make_dmg.sh APP DMG: signs the app (with the identity in $CODESIGN_IDENTITY, or for this machine alone) and makes a
# disk image to drag it from.
set -eu
app=$1 dmg=$2
here=$(cd "$(dirname "$0")" && pwd)

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    timestamp=--timestamp  # notarisation wants Apple's
else
    timestamp=--timestamp=none CODESIGN_IDENTITY=-
fi
codesign --force --deep "$timestamp" --options runtime \
    --entitlements "$here/entitlements.plist" --sign "$CODESIGN_IDENTITY" "$app"
codesign --verify --deep --strict "$app"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
rm -f "$dmg"
hdiutil create -volname "EffNet Desktop" -srcfolder "$folder" -format UDZO "$dmg"
