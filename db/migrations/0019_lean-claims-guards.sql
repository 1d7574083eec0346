-- A claim's load, leaner.
SET ROLE reprise_sweeper;
--> statement-breakpoint
-- Everything needed to send what was claimed, as it stands now; instants are milliseconds since 1970. `windows` holds the
-- quotas of networks that have one: {"x": {"max": 100, "windowHours": 0.25}}; `frees_at` is when this channel has room for it.
CREATE OR REPLACE FUNCTION sweep.load_claimed(claimer text, ids uuid[], windows jsonb)
RETURNS TABLE (id uuid, workspace_id uuid, post_id uuid, channel_id uuid, network text, remote_id text, channel_lost boolean,
  revision integer, fence bigint, tries integer, failure_code text, due_at double precision, send_at double precision,
  asked_at double precision, doubt text, frees_at double precision, spacing_ms integer, lateness_minutes integer,
  blocked boolean, title text, language text, content jsonb, parts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.id, d.workspace_id, d.post_id, d.channel_id, d.network, c.remote_id,
    c.deleted_at IS NOT NULL OR c.health <> 'connected', d.revision, d.fence, d.tries, d.failure ->> 'code',
    (extract(epoch FROM d.due_at) * 1000)::double precision, (extract(epoch FROM d.send_at) * 1000)::double precision,
    (extract(epoch FROM d.asked_at) * 1000)::double precision,
    CASE
      WHEN greatest(d.created_at, d.asked_at) < s.restored_at THEN 'restored'
      WHEN greatest(d.created_at, d.asked_at) < s.silent_until AND d.due_at < s.silent_until THEN 'restored'
      WHEN greatest(d.created_at, d.asked_at) < s.restarted_at THEN 'restarted'
    END,
    -- No thread has more than 25 parts, so a channel with few posts is not counted part by part.
    CASE WHEN (windows -> d.network ->> 'max')::integer < 25 * (
      (SELECT count(*) FROM deliveries o WHERE o.workspace_id = d.workspace_id AND o.channel_id = d.channel_id
        AND o.sending_at > clock_timestamp() - CAST((windows -> d.network ->> 'windowHours') || ' hours' AS interval) - interval '1 hour')
      + (SELECT count(*) FROM deliveries o WHERE o.channel_id = d.channel_id AND o.state IN ('claimed', 'sending', 'unknown'))
    ) THEN (
      -- The part whose leaving makes room for all of this one's.
      SELECT extract(epoch FROM u.at + span.of) * 1000
      FROM CAST((windows -> d.network ->> 'windowHours') || ' hours' AS interval) AS span(of), LATERAL (
        SELECT p.published_at AS at FROM deliveries o
        JOIN delivery_parts p ON p.workspace_id = o.workspace_id AND p.delivery_id = o.id
        WHERE o.workspace_id = d.workspace_id AND o.channel_id = d.channel_id
          AND o.sending_at > clock_timestamp() - span.of - interval '1 hour' AND p.published_at > clock_timestamp() - span.of
        UNION ALL
        SELECT clock_timestamp() FROM deliveries o
        JOIN delivery_parts p ON p.workspace_id = o.workspace_id AND p.delivery_id = o.id AND p.state <> 'published'
        WHERE o.channel_id = d.channel_id AND o.state IN ('claimed', 'sending', 'unknown')
          AND (o.state <> 'claimed' OR (o.send_at, o.id) < (d.send_at, d.id)) AND o.id <> d.id
      ) u
      ORDER BY u.at DESC LIMIT 1 OFFSET (SELECT greatest((windows -> d.network ->> 'max')::integer - count(*), 0) FROM delivery_parts p
        WHERE p.workspace_id = d.workspace_id AND p.delivery_id = d.id AND p.state <> 'published')
    ) END,
    coalesce(c.spacing_seconds, 0) * 1000, w.lateness_minutes,
    jsonb_path_exists(v.checks, '$[*] ? (@.hard == true && (@.state == "fix" || @.state == "needs_person"))'),
    v.title, v.language, v.parts,
    (SELECT jsonb_agg(jsonb_build_object('ordinal', p.ordinal, 'state', p.state, 'ownKey', p.own_key, 'prepared', p.prepared,
        'remoteId', p.remote_id, 'url', p.url, 'receipt', p.receipt) ORDER BY p.ordinal)
      FROM delivery_parts p WHERE p.workspace_id = d.workspace_id AND p.delivery_id = d.id)
  -- By their ids alone, which the foreign keys have bound to the workspace. OFFSET 0, because the planner knows nothing of
  -- rows that were claimed a moment ago, and would look for them from the wrong end.
  FROM unnest(ids) AS u(id)
  CROSS JOIN LATERAL (SELECT * FROM deliveries x WHERE x.id = u.id OFFSET 0) d
  JOIN channels c ON c.id = d.channel_id
  JOIN rendition_versions v ON v.id = d.version_id
  JOIN workspaces w ON w.id = d.workspace_id
  LEFT JOIN ledger_state s ON true
  WHERE d.state = 'claimed' AND d.owner = claimer
$$;
--> statement-breakpoint
-- Every row it touches has an index that leads to it; statistics of a moment ago say otherwise.
ALTER FUNCTION sweep.claim_due(text, integer, integer, integer, uuid[], uuid[], text[], jsonb, jsonb) SET enable_seqscan = off;
--> statement-breakpoint
-- Intent and cut-off in one commit: those returned are this sender's to send until `within_ms` from now; a row that was
-- edited, cancelled, moved, paused, lost or taken over since it was read is not among them, nor one whose channel takes
-- nothing yet. The channel then takes nothing more for `spacing_ms` from the instant.
CREATE OR REPLACE FUNCTION sweep.begin_sending(claimer text, within_ms integer, ids uuid[], fences bigint[], revisions integer[],
  ordinals integer[], spacings_ms integer[])
RETURNS TABLE (id uuid, at double precision) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE pausing uuid[];
BEGIN
  -- A statement of its own, so that the next one sees every pause that has committed. Nobody waits here: what is being
  -- paused or resumed right now is claimed again a moment later.
  SELECT array_agg(w.id) INTO pausing
  FROM (SELECT DISTINCT d.workspace_id AS id FROM deliveries d WHERE d.id = ANY (ids)) w
  WHERE NOT pg_try_advisory_xact_lock_shared(hashtextextended('pause ' || w.id, 0));
  RETURN QUERY
  WITH mine AS (
    SELECT d.id, d.workspace_id, d.channel_id, d.fence, d.send_at, u.ordinal, u.spacing_ms
    FROM unnest(ids, fences, revisions, ordinals, spacings_ms) AS u(id, fence, revision, ordinal, spacing_ms)
    JOIN deliveries d ON d.id = u.id
    JOIN channels c ON c.id = d.channel_id
    JOIN workspaces w ON w.id = d.workspace_id
    WHERE d.state = 'claimed' AND d.owner = claimer AND d.fence = u.fence AND d.revision = u.revision
      AND d.lease_until > clock_timestamp()
      AND c.paused_at IS NULL AND w.paused_at IS NULL AND d.workspace_id <> ALL (coalesce(pausing, '{}'))
      AND (c.not_before IS NULL OR c.not_before <= greatest(d.send_at, clock_timestamp()))
    ORDER BY d.id FOR UPDATE OF d
  ), begun AS (
    UPDATE deliveries d SET state = 'sending', sending_at = clock_timestamp(), updated_at = clock_timestamp(),
      lease_until = NULL, deadline_at = clock_timestamp() + within_ms * interval '1 millisecond'
    FROM mine m WHERE d.id = m.id
  ), part AS (
    UPDATE delivery_parts p SET state = 'sending'
    FROM mine m WHERE p.workspace_id = m.workspace_id AND p.delivery_id = m.id AND p.ordinal = m.ordinal
  ), intent AS (
    INSERT INTO attempts (workspace_id, delivery_id, ordinal, kind, fence, owner, started_at)
    SELECT m.workspace_id, m.id, m.ordinal, 'publish', m.fence, claimer, clock_timestamp() FROM mine m
  ), quieter AS (
    UPDATE channels c SET not_before = greatest(c.not_before, q.until)
    FROM (SELECT m.workspace_id, m.channel_id,
        max(greatest(m.send_at, clock_timestamp()) + m.spacing_ms * interval '1 millisecond') AS until
      FROM mine m WHERE m.spacing_ms > 0 GROUP BY 1, 2) q
    WHERE c.workspace_id = q.workspace_id AND c.id = q.channel_id
  )
  SELECT m.id, (extract(epoch FROM clock_timestamp()) * 1000)::double precision FROM mine m;
END $$;
--> statement-breakpoint
RESET ROLE;
