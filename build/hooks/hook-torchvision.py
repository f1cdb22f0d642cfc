"""torchvision's models and transforms, in place of the contributed hook, which adds its compiled operations, too.

Those (13 MB) and the sources that nothing reads are left out by the spec.
"""

module_collection_mode = "pyz+py"
