"""Makes up the news: articles for measuring, of the lengths and topics of real ones. See `benchmarks.articles`."""
