"""The JSON Schema of rule files, with which editors complete and check them."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from tollbook.rulebook.models import RuleFile
from tollbook.rulebook.profile_models import Profile

SCHEMA_FILE = "rule-file.schema.json"


_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_STATED = ("name", "title", "inherits", "reference")  # what a profile must say itself
_STEPS = ("span", "best")  # lists in which the name of a parent's clause may stand


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rule file, as the models say it; settings of profiles are those of `Profile`."""
    schema = RuleFile.model_json_schema(by_alias=True)
    profile = Profile.model_json_schema()
    schema["$defs"] |= profile.pop("$defs")
    schema["$defs"]["Profile"] = {**profile, "required": list(_STATED)}
    for key in _STEPS:
        items = profile["properties"][key]["items"]
        profile["properties"][key]["items"] = {"anyOf": [items, {"type": "string"}]}
    of_profiles = {"properties": {"dimension": {"const": "profiles"}}}
    settings = {"properties": {"settings": {"$ref": "#/$defs/Profile"}}}
    return {"$schema": _DRAFT, **schema, "if": of_profiles, "then": settings}


def schema_text() -> str:
    """Return the schema as it is shipped: indented JSON with a final newline."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def shipped_schema_path() -> Path:
    """Return where the shipped schema file lies."""
    return Path(str(files("tollbook.rulebook"))) / SCHEMA_FILE
