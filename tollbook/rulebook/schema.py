"""The JSON Schema of rule files, with which editors complete and check them."""

import json
from importlib.resources import files
from typing import Any

from tollbook.rulebook.models import RuleFile

SCHEMA_FILE = "rule-file.schema.json"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rule file, as the models say it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RuleFile.model_json_schema(by_alias=True)}


def schema_text() -> str:
    """Return the schema as it is shipped: indented JSON with a final newline."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def shipped_schema() -> str:
    """Return the text of the shipped schema file."""
    return files("tollbook.rulebook").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
