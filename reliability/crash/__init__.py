"""What the commands `kills`, `writes`, `together` and `readers` share.

`faults.c` counts, kills and fails what processes do to files; `shim` builds and arms it; `scenario` says which command
is disturbed, from what home; `trial` disturbs one and looks at what is left; `look` says whether ledger, site and
exports are whole.
"""
