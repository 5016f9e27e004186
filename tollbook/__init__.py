"""Tollbook reads news reports of armed attacks and keeps a ledger of who was killed, wounded or taken."""
