-- A claim notices first that the database was put back.
SET ROLE reprise_sweeper;
--> statement-breakpoint
-- Takes what is due within `ahead_ms`, earliest first, and loads it. Claims are taken one caller at a time, so that a
-- channel (the Hub excepted) is never in the hands of two living dispatchers. The full_… lists are what the caller has
-- enough of; `down` are networks that do not answer, and until when to leave them alone: {"x": milliseconds since 1970}.
CREATE OR REPLACE FUNCTION sweep.claim_due(claimer text, most integer, ahead_ms integer, lease_ms integer,
  full_workspaces uuid[], full_channels uuid[], full_networks text[], down jsonb, windows jsonb)
RETURNS TABLE (id uuid, workspace_id uuid, post_id uuid, channel_id uuid, network text, remote_id text, channel_lost boolean,
  revision integer, fence bigint, tries integer, failure_code text, due_at double precision, send_at double precision,
  asked_at double precision, doubt text, frees_at double precision, spacing_ms integer, lateness_minutes integer,
  blocked boolean, title text, language text, content jsonb, parts jsonb) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
  now_at timestamptz := clock_timestamp();
  horizon timestamptz := now_at + ahead_ms * interval '1 millisecond';
  taken uuid[];
  paused_channels uuid[];
  paused_workspaces uuid[];
  claimed uuid[];
BEGIN
  -- Before anything is taken from a database that may be an older one.
  PERFORM sweep.beat();
  PERFORM pg_advisory_xact_lock(hashtextextended('claim', 0));
  WITH held AS (
    SELECT d.owner, array_agg(DISTINCT d.channel_id) AS channel_ids FROM deliveries d
    WHERE d.state IN ('claimed', 'sending') AND d.owner <> claimer AND d.network <> 'hub' GROUP BY d.owner
  )
  SELECT array_agg(c) INTO taken FROM held, unnest(channel_ids) c WHERE sweep.dispatcher_lives(held.owner);

  -- What is paused stays where it is; whoever looks at it is told why.
  SELECT array_agg(c.id) INTO paused_channels FROM channels c WHERE c.paused_at IS NOT NULL AND c.deleted_at IS NULL;
  SELECT array_agg(w.id) INTO paused_workspaces FROM workspaces w WHERE w.paused_at IS NOT NULL;
  IF paused_channels IS NOT NULL OR paused_workspaces IS NOT NULL THEN
    WITH waits AS (
      SELECT d.id FROM deliveries d
      WHERE d.state IN ('scheduled', 'preparing', 'ready') AND d.send_at <= now_at
        AND (d.channel_id = ANY (paused_channels) OR d.workspace_id = ANY (paused_workspaces))
        AND d.failure ->> 'code' IS DISTINCT FROM 'paused'
      ORDER BY d.id FOR UPDATE SKIP LOCKED
    )
    UPDATE deliveries d SET updated_at = clock_timestamp(),
      failure = jsonb_build_object('code', 'paused', 'message', 'Sending is paused. This goes out, or asks, when it is resumed.')
    FROM waits WHERE d.id = waits.id;
  END IF;

  -- What a channel or a network takes no sooner is moved to when it does.
  WITH quiet AS (
    SELECT c.id AS channel_id, c.not_before AS until FROM channels c WHERE c.not_before > now_at
  ), waits AS (
    SELECT d.id, q.until FROM quiet q JOIN deliveries d ON d.channel_id = q.channel_id
    WHERE d.state IN ('scheduled', 'preparing', 'ready') AND d.send_at <= horizon AND d.send_at < q.until
      AND d.channel_id <> ALL (coalesce(paused_channels, '{}')) AND d.workspace_id <> ALL (coalesce(paused_workspaces, '{}'))
    ORDER BY d.id FOR UPDATE OF d SKIP LOCKED
  )
  UPDATE deliveries d SET send_at = waits.until, updated_at = clock_timestamp(), failure = jsonb_build_object('code', 'waits',
    'message', 'This channel takes no more posts for the moment. It goes out as soon as it does.')
  FROM waits WHERE d.id = waits.id;
  IF down <> '{}' THEN
    WITH waits AS (
      SELECT d.id, to_timestamp((down ->> d.network)::double precision / 1000) AS until FROM deliveries d
      WHERE d.state IN ('scheduled', 'preparing', 'ready') AND d.send_at <= horizon AND down ? d.network
        AND d.send_at < to_timestamp((down ->> d.network)::double precision / 1000)
        AND d.channel_id <> ALL (coalesce(paused_channels, '{}')) AND d.workspace_id <> ALL (coalesce(paused_workspaces, '{}'))
      ORDER BY d.id FOR UPDATE SKIP LOCKED
    )
    UPDATE deliveries d SET send_at = waits.until, updated_at = clock_timestamp(), failure = jsonb_build_object('code', 'network_down',
      'message', 'The network does not answer at the moment. It goes out as soon as it does.')
    FROM waits WHERE d.id = waits.id;
  END IF;

  WITH due AS (
    SELECT d.id FROM deliveries d
    WHERE d.state IN ('scheduled', 'preparing', 'ready') AND d.send_at <= horizon
      AND d.workspace_id <> ALL (full_workspaces) AND d.network <> ALL (full_networks)
      AND d.channel_id <> ALL (full_channels) AND d.channel_id <> ALL (coalesce(taken, '{}'))
      AND d.channel_id <> ALL (coalesce(paused_channels, '{}')) AND d.workspace_id <> ALL (coalesce(paused_workspaces, '{}'))
    ORDER BY d.send_at LIMIT most FOR UPDATE SKIP LOCKED
  ), mine AS (
    UPDATE deliveries d SET state = 'claimed', owner = claimer, fence = d.fence + 1,
      lease_until = clock_timestamp() + lease_ms * interval '1 millisecond', updated_at = clock_timestamp()
    FROM due WHERE d.id = due.id RETURNING d.id
  )
  SELECT array_agg(m.id) INTO claimed FROM mine m;
  IF claimed IS NOT NULL THEN
    RETURN QUERY SELECT * FROM sweep.load_claimed(claimer, claimed, windows);
  END IF;
END $$;
--> statement-breakpoint
RESET ROLE;
