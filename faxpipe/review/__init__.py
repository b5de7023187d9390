"""The *review* of the sentence: the pages in which staff clear the queue, and the JSON API beside them.

Serves what `store.desk` holds; decides nothing about a fax that a person has not decided. What arrives by fax is
hostile here: text is escaped by every template, file names are never paths, and nothing of a patient is in a URL.
"""
