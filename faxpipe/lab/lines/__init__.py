"""Training of the recogniser: lines of text with their truth, as they come out of a fax.

Part of the lab. `texts` says what stands on the lines, `sheets` draws pages of them in the faces of this machine,
`pairs` sends the pages through the fax line and cuts them as reading does, `make` keeps them in `shards`, `train`
fits the recogniser to them, `judge` measures it on others.
"""
