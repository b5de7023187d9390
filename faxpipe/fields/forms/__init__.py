"""What a form says when it is filled in: answers read by kind, tables, rows that were torn."""
