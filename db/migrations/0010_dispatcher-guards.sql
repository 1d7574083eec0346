-- The dispatcher's functions once more, whole: pauses, pacing, quotas, dead senders, look-ups, and a database put back.
GRANT SELECT (spacing_seconds) ON channels TO reprise_sweeper;
--> statement-breakpoint
GRANT UPDATE (asked_at) ON deliveries TO reprise_sweeper;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON ledger_state TO reprise_sweeper;
--> statement-breakpoint
ALTER TABLE ledger_state FORCE ROW LEVEL SECURITY;
--> statement-breakpoint

-- Pausing and beginning to send take turns per workspace: what is paused when the pause commits is not begun after it.
CREATE FUNCTION wait_for_senders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('pause ' || coalesce(to_jsonb(NEW) ->> 'workspace_id', to_jsonb(NEW) ->> 'id'), 0));
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER wait_for_senders BEFORE UPDATE OF paused_at ON channels FOR EACH ROW
  WHEN (NEW.paused_at IS DISTINCT FROM OLD.paused_at) EXECUTE FUNCTION wait_for_senders();
--> statement-breakpoint
CREATE TRIGGER wait_for_senders BEFORE UPDATE OF paused_at ON workspaces FOR EACH ROW
  WHEN (NEW.paused_at IS DISTINCT FROM OLD.paused_at) EXECUTE FUNCTION wait_for_senders();
--> statement-breakpoint

SET ROLE reprise_sweeper;
--> statement-breakpoint

-- Notices a database that was put back: from a dump (other oids), a base backup (another system or timeline), a copy of
-- its files (started again after a silence longer than a restart takes). What was created before that may be out although
-- the ledger does not know it: it is looked up before it is sent, whenever that is.
CREATE FUNCTION sweep.beat()
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  here text := concat_ws('/', (SELECT system_identifier FROM pg_control_system()), (SELECT timeline_id FROM pg_control_checkpoint()),
    (SELECT oid FROM pg_database WHERE datname = current_database()), 'deliveries'::regclass::oid, pg_relation_filenode('deliveries'));
  up_since timestamptz(3) := pg_postmaster_start_time();
  at timestamptz(3) := clock_timestamp();
BEGIN
  INSERT INTO ledger_state AS s (place, started_at, beat_at) VALUES (here, up_since, at)
  ON CONFLICT (one) DO UPDATE SET place = here, started_at = up_since, beat_at = at,
    restored_at = CASE WHEN s.place <> here THEN at ELSE s.restored_at END,
    restarted_at = CASE WHEN s.started_at <> up_since AND s.beat_at < at - interval '15 seconds' THEN at ELSE s.restarted_at END
  WHERE s.place <> here OR s.started_at <> up_since OR s.beat_at < at - interval '1 second';
END $$;
--> statement-breakpoint

-- Everything needed to send what was claimed, as it stands now; instants are milliseconds since 1970. `windows` holds the
-- quotas of networks that have one: {"x": {"max": 100, "hours": 24}}; `frees_at` is when this channel has room for it.
CREATE FUNCTION sweep.load_claimed(claimer text, ids uuid[], windows jsonb)
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
      WHEN greatest(d.created_at, d.asked_at) < s.restarted_at AND d.due_at < s.restarted_at THEN 'restored'
      WHEN greatest(d.created_at, d.asked_at) < s.restarted_at THEN 'restarted'
    END,
    CASE WHEN windows ? d.network THEN (
      -- The part whose leaving makes room for all of this one's.
      SELECT extract(epoch FROM u.at + span.of) * 1000
      FROM make_interval(hours => (windows -> d.network ->> 'hours')::integer) AS span(of), LATERAL (
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

-- Takes what is due within `ahead_ms`, earliest first, and loads it. Claims are taken one caller at a time, so that a
-- channel (the Hub excepted) is never in the hands of two living dispatchers. The full_… lists are what the caller has
-- enough of; `down` are networks that do not answer, and until when to leave them alone: {"x": milliseconds since 1970}.
CREATE FUNCTION sweep.claim_due(claimer text, most integer, ahead_ms integer, lease_ms integer,
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

-- Intent and cut-off in one commit: those returned are this sender's to send until `within_ms` from now; a row that was
-- edited, cancelled, moved, paused, lost or taken over since it was read is not among them, nor one whose channel takes
-- nothing yet. The channel then takes nothing more for `spacing_ms` from the instant.
CREATE FUNCTION sweep.begin_sending(claimer text, within_ms integer, ids uuid[], fences bigint[], revisions integer[],
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
    JOIN channels c ON c.workspace_id = d.workspace_id AND c.id = d.channel_id
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

-- What became of parts. `state` is where the delivery goes; 'sending' means that the next part's intent begins with it.
-- `kind` says whether an attempt to publish ends here, a look-up is recorded, or (null) the delivery was never tried.
-- `moved` is no try; `quiet_ms` is how long the network asked the whole channel to wait.
CREATE OR REPLACE FUNCTION sweep.record_outcomes(items jsonb)
RETURNS TABLE (id uuid, fence bigint, state text, told text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH held AS (
    SELECT d.id AS delivery_id, d.workspace_id, d.post_id, d.channel_id, i.*
    FROM jsonb_to_recordset(items) AS i(id uuid, fence bigint, kind text, ordinal integer, outcome text, state text, code text,
      message text, delay_ms integer, moved boolean, quiet_ms integer, within_ms integer, look_ms integer, sender text,
      remote_id text, url text, receipt jsonb)
    JOIN deliveries d ON d.id = i.id
    WHERE d.fence = i.fence AND (CASE
      -- Once it is unknown others are looking, so its sender may tell what it did but not go on to the next part;
      WHEN i.state = 'sending' THEN d.state = 'sending'
      -- that it is out is news even when a person was asked meanwhile and has not answered;
      WHEN i.outcome = 'published' AND d.state = 'needs_attention' THEN d.failure ->> 'code' = 'cannot_tell'
      -- and what a look-up found is old news once the sender has reported.
      WHEN i.kind = 'reconcile' THEN d.state IN ('claimed', 'unknown')
      ELSE d.state IN ('claimed', 'sending', 'unknown') END)
    ORDER BY d.id FOR UPDATE OF d
  ), moved AS (
    UPDATE deliveries d SET
      state = h.state,
      send_at = CASE WHEN h.state = 'scheduled' AND h.delay_ms IS NOT NULL THEN clock_timestamp() + h.delay_ms * interval '1 millisecond' ELSE d.send_at END,
      tries = CASE WHEN h.state = 'scheduled' AND h.delay_ms IS NOT NULL AND h.moved IS NOT TRUE THEN d.tries + 1 ELSE d.tries END,
      owner = CASE WHEN h.state = 'sending' THEN d.owner END,
      -- For what is unknown: when to look at it here, if nobody has by then.
      lease_until = CASE WHEN h.state = 'unknown' THEN clock_timestamp() + h.look_ms * interval '1 millisecond' END,
      deadline_at = CASE WHEN h.state = 'sending' THEN clock_timestamp() + h.within_ms * interval '1 millisecond' END,
      unknown_since = CASE WHEN h.state = 'unknown' THEN coalesce(d.unknown_since, clock_timestamp()) END,
      published_at = CASE WHEN h.state = 'published' THEN clock_timestamp() END,
      url = coalesce(d.url, h.url),
      failure = CASE WHEN h.code IS NOT NULL THEN jsonb_build_object('code', h.code, 'message', h.message) END,
      updated_at = clock_timestamp()
    FROM held h WHERE d.id = h.delivery_id
  ), part AS (
    UPDATE delivery_parts p SET
      state = CASE h.outcome WHEN 'published' THEN 'published' WHEN 'rejected' THEN 'rejected' WHEN 'unknown' THEN 'unknown' ELSE 'pending' END,
      remote_id = h.remote_id, url = h.url, receipt = h.receipt,
      published_at = CASE WHEN h.outcome = 'published' THEN clock_timestamp() END
    FROM held h
    WHERE h.kind IS NOT NULL AND p.workspace_id = h.workspace_id AND p.delivery_id = h.delivery_id AND p.ordinal = h.ordinal
      AND p.state <> 'published'
  ), next_part AS (
    UPDATE delivery_parts p SET state = 'sending'
    FROM held h
    WHERE h.state = 'sending' AND p.workspace_id = h.workspace_id AND p.delivery_id = h.delivery_id AND p.ordinal = h.ordinal + 1
  ), closed AS (
    UPDATE attempts a SET finished_at = clock_timestamp(), outcome = h.outcome, message = h.message
    FROM held h
    WHERE h.kind = 'publish' AND a.workspace_id = h.workspace_id AND a.delivery_id = h.delivery_id AND a.kind = 'publish'
      AND a.fence = h.fence AND a.ordinal = h.ordinal
  ), looked_up AS (
    INSERT INTO attempts (workspace_id, delivery_id, ordinal, kind, fence, owner, started_at, finished_at, outcome, message)
    SELECT h.workspace_id, h.delivery_id, h.ordinal, 'reconcile', h.fence, h.sender, clock_timestamp(), clock_timestamp(), h.outcome, h.message
    FROM held h WHERE h.kind = 'reconcile'
    UNION ALL
    SELECT h.workspace_id, h.delivery_id, h.ordinal + 1, 'publish', h.fence, h.sender, clock_timestamp(), NULL, NULL, NULL
    FROM held h WHERE h.state = 'sending'
  ), quieter AS (
    UPDATE channels c SET not_before = greatest(c.not_before, clock_timestamp() + q.quiet_ms * interval '1 millisecond')
    FROM (SELECT h.workspace_id, h.channel_id, max(h.quiet_ms) AS quiet_ms FROM held h WHERE h.quiet_ms > 0 GROUP BY 1, 2) q
    WHERE c.workspace_id = q.workspace_id AND c.id = q.channel_id
  )
  SELECT h.delivery_id, h.fence, h.state, CASE WHEN h.state <> 'sending' THEN pg_notify('live', json_build_object(
      'workspaceId', h.workspace_id,
      'event', json_build_object('kind', 'delivery', 'id', h.delivery_id, 'postId', h.post_id, 'state', h.state))::text)::text END
  FROM held h;
  -- The trigger on the outbox wakes the relay even for no rows, so ask first.
  IF jsonb_path_exists(items, '$[*].state ? (@ == "unknown" || @ == "scheduled")') THEN
    INSERT INTO outbox (workspace_id, name, data)
    SELECT d.workspace_id,
      CASE d.state WHEN 'unknown' THEN 'publishing/delivery.unknown' ELSE 'publishing/delivery.retry' END,
      jsonb_build_object('workspaceId', d.workspace_id, 'deliveryId', d.id)
        || CASE d.state WHEN 'unknown' THEN jsonb_build_object('fence', d.fence) ELSE jsonb_build_object('tries', d.tries) END
    FROM jsonb_to_recordset(items) AS i(id uuid, fence bigint, state text, delay_ms integer)
    JOIN deliveries d ON d.id = i.id AND d.fence = i.fence AND d.state = i.state
    WHERE i.state = 'unknown' OR (i.state = 'scheduled' AND i.delay_ms > 0);
  END IF;
END $$;
--> statement-breakpoint

-- What nobody is looking after any more. A claim is freed when its lease ended or its owner is gone (fenced, so always
-- safe). An intent becomes `unknown` after its sender's deadline, keeping its owner, who may still write; or at once when
-- its owner is among `dead`, and then it has none. What stayed unknown for too long asks a person. `senders` are the
-- other owners, for the caller to find the dead among them.
CREATE FUNCTION sweep.tend_deliveries(claimer text, patience_ms integer, look_ms integer, dead text[])
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
      AND NOT EXISTS (SELECT 1 FROM channels c WHERE c.id = d.channel_id AND c.paused_at IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM workspaces w WHERE w.id = d.workspace_id AND w.paused_at IS NOT NULL)
    ORDER BY d.send_at LIMIT 1);
  watched := EXISTS (SELECT 1 FROM deliveries d WHERE d.state IN ('claimed', 'sending', 'unknown'));
  senders := ARRAY(SELECT DISTINCT d.owner FROM deliveries d WHERE d.state IN ('claimed', 'sending', 'unknown') AND d.owner <> claimer);
  at := extract(epoch FROM clock_timestamp()) * 1000;
  RETURN NEXT;
END $$;
--> statement-breakpoint

-- Unknown outcomes whose turn it is to be looked at; nobody else takes them for `lease_ms`.
CREATE FUNCTION sweep.take_unknown(most integer, lease_ms integer, full_networks text[])
RETURNS TABLE (id uuid, workspace_id uuid, fence bigint, network text) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH ripe AS (
    SELECT d.id FROM deliveries d
    WHERE d.state = 'unknown' AND d.lease_until <= clock_timestamp() AND d.network <> ALL (full_networks)
    ORDER BY d.unknown_since LIMIT most FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries d SET lease_until = clock_timestamp() + lease_ms * interval '1 millisecond'
  FROM ripe WHERE d.id = ripe.id RETURNING d.id, d.workspace_id, d.fence, d.network
$$;
--> statement-breakpoint
-- A network answers again: what waited for it is due.
CREATE FUNCTION sweep.resume_network(answers text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH waits AS (
    SELECT d.id FROM deliveries d
    WHERE d.state IN ('scheduled', 'preparing', 'ready') AND d.network = answers AND d.failure ->> 'code' = 'network_down'
      AND d.send_at > clock_timestamp() ORDER BY d.id FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries d SET send_at = greatest(d.due_at, clock_timestamp()), updated_at = clock_timestamp() FROM waits WHERE d.id = waits.id
$$;
--> statement-breakpoint
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep TO reprise_app;
--> statement-breakpoint
RESET ROLE;
