"""words -> fields: layout, labels, kinds, prose and findings, resolved to one value a field.

Rooms: `labels` finds what a page asks, `forms` and `marks` what was answered in writing and by ticks, `prose` what
sentences claim, `flags` the red flags among it, `people` who is who, `unlabelled` what stands where nothing asks,
`tagger` the trained second opinion, `kinds` what a value of each kind looks like, `resolution` which one stands.
`extract` calls them in this order; `context` holds what they share.
"""
