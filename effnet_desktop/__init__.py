"""EffNet Desktop: see what photos show, with an EfficientNet of the size you choose."""
