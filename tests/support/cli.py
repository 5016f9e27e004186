"""Commands called in this process, as a user types them."""

from typer.testing import CliRunner, Result

from pipelines.cli import app


def call(*arguments: str, **more: str) -> Result:
    return CliRunner().invoke(app, [*arguments], env={"COLUMNS": "200", **more})
