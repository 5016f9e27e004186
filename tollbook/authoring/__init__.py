"""Tools for people who write rules: drafts of new ones, checks of what changed, how far the rules reach.

Nothing of the ledger is made here.
"""
