"""What cameras call their raw files."""

_RAWS = (
    ".3fr .arq .arw .bay .cap .cr2 .cr3 .crw .dcr .dng .erf .fff .gpr .iiq .k25 .kdc .mef .mos .mrw .nef .nrw .orf "
    ".ori .pef .ptx .raf .raw .rw2 .rwl .sr2 .srf .srw .x3f"
)
RAW_SUFFIXES = frozenset(_RAWS.split())
