"""The force that its members stand for: "eight army members were charged with the murder" tells of the army."""

from dataclasses import replace

from tollbook.extraction.actors import slug
from tollbook.rows import ActorMention
from tollbook.rulebook import Rulebook

_SETTINGS = "lexicons/perpetrators"


def force_of(actor: ActorMention, book: Rulebook) -> ActorMention | None:
    """Return the mention of a state's people as one of their force; None when their words name none.

    The names stand in rules/lexicons/perpetrators.yaml (`forces_of_members`), by how the noun begins.
    """
    if actor.kind != "victims" or actor.side != "state":
        return None
    for beginning, name in book.settings[_SETTINGS]["forces_of_members"].items():
        if f"{actor.name} ".lower().startswith(f"{beginning} "):
            return replace(actor, kind="state_force", name=name, actor_id=slug(name))
    return None
