"""What a profile decided about the claims of one incident."""

from support.accounts import Case


def ruling(case: Case, book, profile, article, n=0):
    """The (use, clause, reason) of a claim of an article, its `n`-th."""
    (found,) = [
        (d.use, d.clause, d.reason)
        for d in case.run(book).decisions
        if d.profile == profile and d.claim_id.startswith(f"clm_rep_{article}_0_") and d.claim_id.endswith(f"_{n}")
    ]
    return found
