"""The SQL that decides: who reads a fax next, who may finish it, and what becomes of a claim nobody holds.

Each is one statement guarded by state and claim token; the caller wraps it and its audit lines in one
transaction. The order of claims is fresh faxes before ones that are read again, then age. A pause that would
end beyond `far` was written by a clock that has jumped since, and does not count.
"""

from __future__ import annotations

CLAIM = """
    UPDATE faxes
    SET state = 'running',
        claim_token = :token,
        claimed_by = :worker,
        claimed_at = :now,
        lease_until = :until,
        attempts = attempts + 1
    WHERE id = (
            SELECT id
            FROM faxes
            WHERE state = 'received'
              AND (not_before <= :now OR not_before > :far)
            ORDER BY lane, received_at, id
            LIMIT 1
          )
      AND state = 'received'
    RETURNING *
"""

RENEW = """
    UPDATE faxes
    SET lease_until = :until
    WHERE id = :id
      AND state = 'running'
      AND claim_token = :token
    RETURNING id
"""

FINISH = """
    UPDATE faxes
    SET state = 'done',
        verdict = :verdict,
        priority = :priority,
        reason = :reason,
        judged_at = :now,
        reading_no = reading_no + 1,
        claim_token = NULL,
        claimed_by = NULL,
        lease_until = NULL
    WHERE id = :id
      AND state = 'running'
      AND claim_token = :token
    RETURNING reading_no
"""

# A fax that was read before keeps that verdict: the last good reading stays in sight.
UNREADABLE = """
    UPDATE faxes
    SET state = CASE WHEN reading_no > 0 THEN 'failed' ELSE :state END,
        verdict = COALESCE(verdict, 'unreadable'),
        reason = :reason,
        judged_at = COALESCE(judged_at, :now),
        claim_token = NULL,
        claimed_by = NULL,
        lease_until = NULL
    WHERE id = :id
      AND state = 'running'
      AND claim_token = :token
    RETURNING state
"""

PUT_BACK = """
    UPDATE faxes
    SET state = 'received',
        attempts = MAX(attempts - :uncounted, 0),
        not_before = :not_before,
        claim_token = NULL,
        claimed_by = NULL,
        lease_until = NULL
    WHERE id = :id
      AND state = 'running'
      AND claim_token = :token
    RETURNING attempts
"""

_RESCUE = """
    UPDATE faxes
    SET state = CASE WHEN attempts >= :attempts_max THEN 'failed' ELSE 'received' END,
        verdict = CASE WHEN attempts >= :attempts_max THEN COALESCE(verdict, 'unreadable') ELSE verdict END,
        reason = CASE WHEN attempts >= :attempts_max THEN 'gave_up' ELSE reason END,
        claim_token = NULL,
        claimed_by = NULL,
        lease_until = NULL
    WHERE state = 'running'
      AND {which}
    RETURNING id, state, attempts
"""

RESCUE_EXPIRED = _RESCUE.format(which="lease_until <= :now")

RESCUE_OF_WORKER = _RESCUE.format(which="substr(claimed_by, 1, length(:worker)) = :worker")

REQUEUE = """
    UPDATE faxes
    SET state = 'received',
        lane = 1,
        attempts = 0,
        not_before = '',
        mode = CASE
                   WHEN :mode = 'words' AND EXISTS (SELECT 1 FROM page_words WHERE fax_id = faxes.id) THEN 'words'
                   ELSE 'pdf'
               END
    WHERE state IN ('done', 'failed')
      AND (:ids IS NULL OR id IN (SELECT value FROM json_each(:ids)))
    RETURNING id
"""

# A person waits for it, so it goes with the fresh ones.
READ_AGAIN = """
    UPDATE faxes
    SET state = 'received',
        lane = 0,
        attempts = 0,
        not_before = '',
        mode = CASE
                   WHEN :mode = 'words'
                        AND (state <> 'received' OR mode = 'words')
                        AND EXISTS (SELECT 1 FROM page_words WHERE fax_id = faxes.id) THEN 'words'
                   ELSE 'pdf'
               END
    WHERE id = :id
      AND state <> 'running'
    RETURNING id
"""

# What people said of its pages while it was being read did not count yet.
SAID_MEANWHILE = """
    SELECT CASE WHEN MAX(about = 'rotation') THEN 'pdf' ELSE 'words' END
    FROM page_decisions
    WHERE fax_id = :id
      AND at >= (SELECT claimed_at FROM faxes WHERE id = :id)
    HAVING COUNT(*) > 0
"""

INSERT_ATTEMPT = """
    INSERT INTO attempts (fax_id, number, token, worker, mode, started_at)
    SELECT :id, COALESCE(MAX(number), 0) + 1, :token, :worker, :mode, :now
    FROM attempts
    WHERE fax_id = :id
"""

END_ATTEMPT = """
    UPDATE attempts
    SET ended_at = :now,
        outcome = :outcome,
        seconds = :seconds
    WHERE token = :token
"""

END_ATTEMPTS_OF_FAX = """
    UPDATE attempts
    SET ended_at = :now,
        outcome = 'lost'
    WHERE fax_id = :id
      AND ended_at IS NULL
"""

INSERT_EVENT = """
    INSERT INTO events (fax_id, at, actor, event, detail)
    VALUES (:id, :now, :actor, :event, :detail)
"""

INSERT_FAX = """
    INSERT INTO faxes (sha256, size_bytes, source, received_at, shelf, archive, state, verdict, reason, judged_at)
    VALUES (:sha256, :size_bytes, :source, :now, :shelf, :archive, :state, :verdict, :reason, :judged_at)
    ON CONFLICT (sha256) DO NOTHING
    RETURNING id
"""

INSERT_ARRIVAL = """
    INSERT INTO arrivals (fax_id, source, size_bytes, inode, mtime_ns, arrived_at)
    VALUES (:id, :source, :size_bytes, :inode, :mtime_ns, :now)
    ON CONFLICT (fax_id, inode, mtime_ns) DO NOTHING
    RETURNING id
"""

# Nobody can do anything with the bytes of an unreadable fax but ask again, so its coming again is news.
REOPEN = """
    UPDATE faxes
    SET disposition = 'open'
    WHERE id = :id
      AND verdict = 'unreadable'
      AND disposition <> 'open'
    RETURNING id
"""
