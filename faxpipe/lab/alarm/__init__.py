"""The lines and the training of the alarm, the second opinion on red flags (`faxpipe.fields.flags.alarm`)."""
