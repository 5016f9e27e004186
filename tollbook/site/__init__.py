"""A static site of the published ledger: pages that open from disk. `write_site(home)` writes it."""

from tollbook.site.render import site_version
from tollbook.site.write import FOLDER, Site, write_site

__all__ = ["FOLDER", "Site", "site_version", "write_site"]
