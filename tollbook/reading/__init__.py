"""Files to articles as they come: what there is, encodings, main text, rows, metadata.

`inventory` lists a folder, `articles.articles_of` yields what stands in one file of it.
"""

from tollbook.reading.inputs import Input, Inventory, inventory, inventory_digest

__all__ = ["Input", "Inventory", "inventory", "inventory_digest"]
