"""From what articles say to incidents: reports, tallies, links, groups, estimates, decisions, history.

Within an article: `passages` cuts it, `threads` tells its incidents apart, `report_fields` reads day, place and
perpetrator, `tallies` the counts, `reports.build` does all of it. Between articles: `links`, `grouping`, `incidents`.
Counts: `profiles`, `reconcile`, `cumulative`, `history`.
"""
