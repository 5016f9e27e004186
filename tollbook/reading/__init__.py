"""Files to clean articles: inventory, decoding, main text, publication day, agency, language, wire copies.

`inventory` lists a folder, `documents.read_input` reads one file of it, `duplicates.mark_duplicates` looks at all
documents together.
"""

from tollbook.reading.inputs import Input, Inventory, inventory, inventory_digest

__all__ = ["Input", "Inventory", "inventory", "inventory_digest"]
