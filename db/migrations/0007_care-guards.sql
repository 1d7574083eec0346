-- Who is told what, and what is read ahead and back, across workspaces. None of it is on the way of the dispatcher: rows
-- that are claimed are passed by, and every function takes a page.
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE notification_reads FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications, notification_reads TO reprise_app;
--> statement-breakpoint
GRANT SELECT (id, workspace_id, kind, cause, channel_id, delivery_id, resolved_at), UPDATE (resolved_at) ON notifications TO reprise_sweeper;
--> statement-breakpoint
GRANT SELECT (refresh_at, credentials_version), UPDATE (refresh_at) ON channels TO reprise_sweeper;
--> statement-breakpoint
GRANT UPDATE (preflight, proof_at, proven_at, told_fence) ON deliveries TO reprise_sweeper;
--> statement-breakpoint
GRANT UPDATE (proof) ON delivery_parts TO reprise_sweeper;
--> statement-breakpoint
SET ROLE reprise_sweeper;
--> statement-breakpoint
-- Channels whose credentials are to be renewed now. Each is given once; when nothing comes of it, again ten minutes later.
CREATE FUNCTION sweep.take_refreshes(most integer)
RETURNS TABLE (workspace_id uuid, channel_id uuid, version integer) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH due AS (
    SELECT c.id FROM channels c
    WHERE c.deleted_at IS NULL AND c.health = 'connected' AND c.refresh_at <= clock_timestamp()
    ORDER BY c.refresh_at LIMIT most FOR UPDATE SKIP LOCKED
  )
  UPDATE channels c SET refresh_at = clock_timestamp() + interval '10 minutes'
  FROM due WHERE c.id = due.id RETURNING c.workspace_id, c.id, c.credentials_version
$$;
--> statement-breakpoint
-- What is out and was not read back yet, oldest first, half a minute after it went out at the earliest. What is taken and
-- never reported on is given again after 15 minutes.
CREATE FUNCTION sweep.take_unproven(most integer)
RETURNS TABLE (workspace_id uuid, channel_id uuid, delivery_id uuid) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH due AS (
    SELECT d.id FROM deliveries d
    WHERE d.state = 'published' AND d.proven_at IS NULL
      AND coalesce(d.proof_at, d.published_at) <= clock_timestamp() - interval '30 seconds'
    ORDER BY coalesce(d.proof_at, d.published_at) LIMIT most FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries d SET proof_at = clock_timestamp() + interval '15 minutes'
  FROM due WHERE d.id = due.id RETURNING d.workspace_id, d.channel_id, d.id
$$;
--> statement-breakpoint
-- `items`: id, parts [{ordinal, proof}], and again_ms until the next look, null when this was the last.
CREATE FUNCTION sweep.record_proofs(items jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH told AS (
    SELECT d.id, d.workspace_id, i.parts, i.again_ms
    FROM jsonb_to_recordset(items) AS i(id uuid, parts jsonb, again_ms double precision)
    JOIN deliveries d ON d.id = i.id WHERE d.state = 'published' ORDER BY d.id FOR UPDATE OF d
  ), part AS (
    UPDATE delivery_parts p SET proof = s.proof
    FROM told t, jsonb_to_recordset(t.parts) AS s(ordinal integer, proof jsonb)
    WHERE p.workspace_id = t.workspace_id AND p.delivery_id = t.id AND p.ordinal = s.ordinal
  )
  UPDATE deliveries d SET
    proof_at = clock_timestamp() + coalesce(t.again_ms, 0) * interval '1 millisecond',
    proven_at = CASE WHEN t.again_ms IS NULL THEN clock_timestamp() END
  FROM told t WHERE d.id = t.id
$$;
--> statement-breakpoint
-- What goes out within a day and not within the next minute, in the order it goes out; only one channel's when it is named.
CREATE FUNCTION sweep.preflight_page(after_at timestamptz, after_id uuid, most integer, only_channel uuid)
RETURNS TABLE (workspace_id uuid, id uuid, send_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT d.workspace_id, d.id, d.send_at FROM deliveries d
  WHERE d.state IN ('scheduled', 'preparing', 'ready')
    AND d.send_at > clock_timestamp() + interval '1 minute' AND d.send_at < clock_timestamp() + interval '24 hours'
    AND (d.send_at, d.id) > (after_at, after_id) AND (only_channel IS NULL OR d.channel_id = only_channel)
  ORDER BY d.send_at, d.id LIMIT most
$$;
--> statement-breakpoint
-- `items`: id and the whole look, with the revision that was looked at. A row somebody is working on is left alone.
CREATE FUNCTION sweep.record_preflight(items jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH looked AS (
    SELECT d.id, i.preflight FROM jsonb_to_recordset(items) AS i(id uuid, preflight jsonb) JOIN deliveries d ON d.id = i.id
    WHERE d.state IN ('scheduled', 'preparing', 'ready') AND d.revision = (i.preflight ->> 'revision')::integer
    ORDER BY d.id FOR UPDATE OF d SKIP LOCKED
  )
  UPDATE deliveries d SET preflight = l.preflight FROM looked l WHERE d.id = l.id
$$;
--> statement-breakpoint
-- Failures nobody was told of yet, by channel and reason; those of one page.
CREATE FUNCTION sweep.untold_failures(most integer)
RETURNS TABLE (workspace_id uuid, channel_id uuid, code text, ids uuid[], fences bigint[]) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT u.workspace_id, u.channel_id, u.code, array_agg(u.id ORDER BY u.id), array_agg(u.fence ORDER BY u.id)
  FROM (
    SELECT d.workspace_id, d.channel_id, coalesce(d.failure ->> 'code', '') AS code, d.id, d.fence FROM deliveries d
    WHERE d.state IN ('failed', 'needs_attention') AND d.told_fence IS DISTINCT FROM d.fence ORDER BY d.id LIMIT most
  ) u GROUP BY 1, 2, 3
$$;
--> statement-breakpoint
CREATE FUNCTION sweep.mark_told(ids uuid[], fences bigint[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH told AS (
    SELECT d.id, u.fence FROM unnest(ids, fences) AS u(id, fence) JOIN deliveries d ON d.id = u.id ORDER BY d.id FOR UPDATE OF d
  )
  UPDATE deliveries d SET told_fence = told.fence FROM told WHERE d.id = told.id
$$;
--> statement-breakpoint
-- Ends what is true no longer: no delivery of that channel fails for that reason any more, or what was about to go out
-- with a risk is out or called off. Says how many.
CREATE FUNCTION sweep.settle_notifications()
RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH over AS (
    SELECT n.id FROM notifications n
    WHERE n.resolved_at IS NULL AND (
      (n.kind = 'delivery' AND NOT EXISTS (
        SELECT 1 FROM deliveries d WHERE d.workspace_id = n.workspace_id AND d.channel_id = n.channel_id
          AND d.state IN ('failed', 'needs_attention') AND n.cause = 'delivery:' || d.channel_id || ':' || coalesce(d.failure ->> 'code', '')))
      OR (n.kind = 'preflight' AND n.delivery_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM deliveries d WHERE d.workspace_id = n.workspace_id AND d.id = n.delivery_id
          AND d.state IN ('scheduled', 'preparing', 'ready', 'claimed'))))
    ORDER BY n.id FOR UPDATE SKIP LOCKED
  ), ended AS (
    UPDATE notifications n SET resolved_at = clock_timestamp() FROM over WHERE n.id = over.id RETURNING n.id, n.workspace_id
  )
  SELECT count(pg_notify('live', json_build_object('workspaceId', e.workspace_id,
    'event', json_build_object('kind', 'notification', 'id', e.id))::text))::integer FROM ended e
$$;
--> statement-breakpoint
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep TO reprise_app;
--> statement-breakpoint
RESET ROLE;
