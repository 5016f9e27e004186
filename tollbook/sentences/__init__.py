"""Documents to sentences, headlines, captions, datelines and page furniture."""

from tollbook.sentences.splitting import split, split_unnamed

__all__ = ["split", "split_unnamed"]
