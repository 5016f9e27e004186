"""From what articles say to incidents and their counts.

`reports` tells the incidents of one article apart and tallies its claims; `linking` finds which reports of different
articles are one incident; `incidents` takes the vote of the reports; `reconciling` makes estimates under every profile;
`corrections` are what analysts overrule, and `after_corrections` makes incidents and counts of what then stands.
"""
