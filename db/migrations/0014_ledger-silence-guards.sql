SET ROLE reprise_sweeper;
--> statement-breakpoint
-- Notices a database that was put back: from a dump (other oids or another system), from a base backup (another timeline,
-- and a silence longer than a failover takes). A mere start may be one with a copy of its files. What was created before
-- may be out although the ledger does not know it, and is looked up before it is sent, whenever that is.
CREATE OR REPLACE FUNCTION sweep.beat()
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  home text := concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
    (SELECT oid FROM pg_database WHERE datname = current_database()), 'deliveries'::regclass::oid);
  here text := home || '@' || (SELECT timeline_id FROM pg_control_checkpoint());
  up_since timestamptz(3) := pg_postmaster_start_time();
  now_at timestamptz(3) := clock_timestamp();
BEGIN
  -- Without a lock, most of the time.
  IF EXISTS (SELECT 1 FROM ledger_state WHERE place = here AND started_at = up_since AND beat_at >= now_at - interval '1 second') THEN
    RETURN;
  END IF;
  INSERT INTO ledger_state AS s (place, started_at, beat_at) VALUES (here, up_since, now_at)
  ON CONFLICT (one) DO UPDATE SET place = here, started_at = up_since, beat_at = now_at,
    restarted_at = CASE WHEN s.place <> here OR s.started_at <> up_since THEN now_at ELSE s.restarted_at END,
    silent_until = CASE WHEN (s.place <> here OR s.started_at <> up_since) AND s.beat_at < now_at - interval '15 seconds'
      THEN now_at ELSE s.silent_until END,
    restored_at = CASE WHEN split_part(s.place, '@', 1) <> home OR (s.place <> here AND s.beat_at < now_at - interval '15 seconds')
      THEN now_at ELSE s.restored_at END;
END $$;
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
    CASE WHEN windows -> d.network ? 'max' THEN (
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
  FROM deliveries d
  JOIN channels c ON c.workspace_id = d.workspace_id AND c.id = d.channel_id
  JOIN rendition_versions v ON v.workspace_id = d.workspace_id AND v.id = d.version_id
  JOIN workspaces w ON w.id = d.workspace_id
  LEFT JOIN ledger_state s ON true
  WHERE d.id = ANY (ids) AND d.state = 'claimed' AND d.owner = claimer
$$;
--> statement-breakpoint
-- What nobody is looking after any more. A claim is freed when its lease ended or its owner is gone (fenced, so always
-- safe). An intent becomes `unknown` after its sender's deadline, keeping its owner, who may still write; or at once when
-- its owner is among `dead`, and then it has none. What stayed unknown for too long asks a person. `senders` are the
-- other owners, for the caller to find the dead among them.
CREATE OR REPLACE FUNCTION sweep.tend_deliveries(claimer text, patience_ms integer, look_ms integer, dead text[])
RETURNS TABLE (released integer, expired integer, given_up integer, next_at double precision, watched boolean, senders text[],
  at double precision)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE gone text[];
BEGIN
  PERFORM sweep.beat();
  SELECT array_agg(o.owner) INTO gone
  FROM (SELECT DISTINCT d.owner FROM deliveries d WHERE d.state = 'claimed' AND d.owner <> claimer) o
  WHERE o.owner = ANY (dead) OR NOT sweep.dispatcher_lives(o.owner);
  WITH lost AS (
    SELECT d.id FROM deliveries d
    WHERE d.state = 'claimed' AND (d.lease_until < clock_timestamp() OR d.owner = ANY (gone)) ORDER BY d.id FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries d SET state = 'scheduled', owner = NULL, lease_until = NULL, updated_at = clock_timestamp()
  FROM lost WHERE d.id = lost.id;
  GET DIAGNOSTICS released = ROW_COUNT;
  expired := 0;
  IF EXISTS (SELECT 1 FROM deliveries d WHERE d.state = 'sending' AND (d.deadline_at < clock_timestamp() OR d.owner = ANY (dead))) THEN
    WITH late AS (
      SELECT d.id, d.workspace_id, d.post_id, d.fence, d.owner = ANY (dead) AS died FROM deliveries d
      WHERE d.state = 'sending' AND (d.deadline_at < clock_timestamp() OR d.owner = ANY (dead)) ORDER BY d.id FOR UPDATE SKIP LOCKED
    ), moved AS (
      UPDATE deliveries d SET state = 'unknown', unknown_since = clock_timestamp(), updated_at = clock_timestamp(),
        owner = CASE WHEN NOT l.died THEN d.owner END,
        lease_until = clock_timestamp() + CASE WHEN l.died THEN 0 ELSE look_ms END * interval '1 millisecond',
        failure = jsonb_build_object('code', 'no_report', 'message', 'The sender stopped before it could say whether this went out.')
      FROM late l WHERE d.id = l.id
    ), part AS (
      UPDATE delivery_parts p SET state = 'unknown'
      FROM late l WHERE p.workspace_id = l.workspace_id AND p.delivery_id = l.id AND p.state = 'sending'
    ), closed AS (
      UPDATE attempts a SET finished_at = clock_timestamp(), outcome = 'unknown',
        message = CASE WHEN l.died THEN 'Its sender died.' ELSE 'No report before the deadline.' END
      FROM late l WHERE a.workspace_id = l.workspace_id AND a.delivery_id = l.id AND a.finished_at IS NULL
    ), told AS (
      INSERT INTO outbox (workspace_id, name, data)
      SELECT l.workspace_id, 'publishing/delivery.unknown',
        jsonb_build_object('workspaceId', l.workspace_id, 'deliveryId', l.id, 'fence', l.fence) FROM late l
    )
    SELECT count(pg_notify('live', json_build_object('workspaceId', l.workspace_id,
      'event', json_build_object('kind', 'delivery', 'id', l.id, 'postId', l.post_id, 'state', 'unknown'))::text)) INTO expired FROM late l;
  END IF;
  -- Of those whose owner never reported: proved dead since.
  UPDATE deliveries d SET owner = NULL, lease_until = clock_timestamp() WHERE d.state = 'unknown' AND d.owner = ANY (dead);
  WITH asked AS (
    SELECT d.id, d.workspace_id, d.post_id FROM deliveries d
    WHERE d.state = 'unknown' AND d.unknown_since < clock_timestamp() - patience_ms * interval '1 millisecond'
    ORDER BY d.id FOR UPDATE SKIP LOCKED
  ), moved AS (
    UPDATE deliveries d SET state = 'needs_attention', owner = NULL, lease_until = NULL, updated_at = clock_timestamp(),
      failure = jsonb_build_object('code', 'cannot_tell',
        'message', 'Nobody could find out for sure whether this went out. Look there, then say which it is.')
    FROM asked WHERE d.id = asked.id
  )
  SELECT count(pg_notify('live', json_build_object('workspaceId', a.workspace_id,
    'event', json_build_object('kind', 'delivery', 'id', a.id, 'postId', a.post_id, 'state', 'needs_attention'))::text))
  INTO given_up FROM asked a;
  next_at := (SELECT extract(epoch FROM d.send_at) * 1000 FROM deliveries d
    WHERE d.state IN ('scheduled', 'preparing', 'ready')
      AND d.channel_id <> ALL (ARRAY(SELECT c.id FROM channels c WHERE c.paused_at IS NOT NULL AND c.deleted_at IS NULL))
      AND d.workspace_id <> ALL (ARRAY(SELECT w.id FROM workspaces w WHERE w.paused_at IS NOT NULL))
    ORDER BY d.send_at LIMIT 1);
  watched := EXISTS (SELECT 1 FROM deliveries d WHERE d.state IN ('claimed', 'sending', 'unknown'));
  senders := ARRAY(SELECT DISTINCT d.owner FROM deliveries d WHERE d.state IN ('claimed', 'sending', 'unknown') AND d.owner <> claimer);
  at := extract(epoch FROM clock_timestamp()) * 1000;
  RETURN NEXT;
END $$;
--> statement-breakpoint
RESET ROLE;
