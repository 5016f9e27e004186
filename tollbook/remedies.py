"""What to do about failures that are not Tollbook's: a full disk, a missing right, a worker that died."""

import errno
import os
from collections.abc import Mapping

_GO_ON = "Then run again: what is done is kept."
_REMEDIES: Mapping[str, str] = {
    **dict.fromkeys(
        (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT)),
        f"Make room on the disk that this file lies on. {_GO_ON}",
    ),
    **dict.fromkeys(
        (os.strerror(errno.EACCES), os.strerror(errno.EPERM), os.strerror(errno.EROFS)),
        f"Give yourself the right to write there, or name another folder. {_GO_ON}",
    ),
    **dict.fromkeys(
        (os.strerror(errno.EIO), "fsync failed"),  # DuckDB's word for it
        f"The disk, or what it is connected by, is failing: look at the system's log. {_GO_ON}",
    ),
    "sqlite3.OperationalError": "Dagster cannot keep its records in the folder that DAGSTER_HOME names: see whether "
    f"there is room, and the right to write there. {_GO_ON}",
    "process pool was terminated abruptly": "A worker process was ended from outside, often for want of memory. Run "
    "again, perhaps with fewer --workers: what is done is kept.",
}


def remedy(message: str) -> str:
    """Return what to do about a failure that an error message tells of, empty when there is nothing to say."""
    return next((what for sign, what in _REMEDIES.items() if sign in message), "")
