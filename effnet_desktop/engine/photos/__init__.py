"""A file -> an upright photo -> the network's input."""

from effnet_desktop.engine.photos.reading import read_photo as read_photo
