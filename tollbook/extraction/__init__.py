"""The cascade: numbers, dates, places, actors, events and who says so first, then people phrases, then claims.

Each module has one public function from a document and its sentences to rows. `symbols` and `mentions` make sentences
in which the small things are single symbols, `patterns` runs rules over them.
"""
