-- What drizzle-kit cannot write: FORCE RLS, grants, the sweeper's narrow rights, audit triggers, NOTIFY triggers and the
-- SECURITY DEFINER functions. A later change of these is a migration of its own (`npm run db:generate -- --custom`), and
-- so is what a new table needs of them; db/policies.test.ts notices one that was forgotten.

-- 1. Every workspace table binds its owner too. -----------------------------------------------------------------------
DO $$
DECLARE t record;
BEGIN
  FOR t IN
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
  LOOP
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t.relname);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO reprise_app', t.relname);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON users, accounts, sessions, verification_tokens, password_resets, refresh_tokens, rate_limits TO reprise_app;
--> statement-breakpoint
-- The audit log grows and nothing else.
REVOKE SELECT, UPDATE, DELETE ON audit_log FROM reprise_app;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO reprise_app, reprise_sweeper;
--> statement-breakpoint

-- 2. The sweeper sees only what the dispatcher, the relay and the public Hub need. -------------------------------------
GRANT SELECT ON deliveries, delivery_parts, attempts, outbox TO reprise_sweeper;
--> statement-breakpoint
GRANT UPDATE (state, send_at, tries, fence, owner, lease_until, sending_at, deadline_at, unknown_since, published_at, url, failure, updated_at) ON deliveries TO reprise_sweeper;
--> statement-breakpoint
GRANT UPDATE (state, remote_id, url, receipt, published_at) ON delivery_parts TO reprise_sweeper;
--> statement-breakpoint
GRANT INSERT, UPDATE (finished_at, outcome, message) ON attempts TO reprise_sweeper;
--> statement-breakpoint
GRANT INSERT, DELETE, UPDATE ON outbox TO reprise_sweeper;
--> statement-breakpoint
GRANT SELECT (id, workspace_id, network, remote_id, name, avatar_url, health, deleted_at) ON channels TO reprise_sweeper;
--> statement-breakpoint
GRANT SELECT (id, slug, name, lateness_minutes) ON workspaces TO reprise_sweeper;
--> statement-breakpoint
GRANT SELECT (id, workspace_id, title, language, parts, checks) ON rendition_versions TO reprise_sweeper;
--> statement-breakpoint

-- 3. Audit: who, by which action and request, changed which columns of which row. --------------------------------------
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
  now_is jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
  whole jsonb := CASE WHEN TG_OP = 'DELETE' THEN was ELSE now_is END;
BEGIN
  INSERT INTO audit_log (workspace_id, actor, action, request_id, table_name, row_id, operation, changed)
  VALUES (
    coalesce(whole ->> 'workspace_id', whole ->> 'id')::uuid,
    coalesce(nullif(current_setting('app.actor', true), ''), 'unknown'),
    nullif(current_setting('app.action', true), ''),
    nullif(current_setting('app.request_id', true), ''),
    TG_TABLE_NAME,
    coalesce(whole ->> 'id', whole ->> 'user_id'),
    lower(TG_OP),
    CASE WHEN TG_OP = 'UPDATE' THEN
      (SELECT array_agg(n.key ORDER BY n.key) FROM jsonb_each(now_is) n WHERE n.value IS DISTINCT FROM was -> n.key)
    END
  );
  RETURN NULL;
END $$;
--> statement-breakpoint
-- The dispatcher's own writes are recorded as attempts; here they would only double every send.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['workspaces', 'members', 'brands', 'sources', 'jobs', 'posts', 'renditions', 'channels', 'assets', 'deliveries']
  LOOP
    EXECUTE format(
      'CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON public.%I FOR EACH ROW WHEN (current_user <> ''reprise_sweeper'') EXECUTE FUNCTION audit_row()', t);
  END LOOP;
END $$;
--> statement-breakpoint

-- 4. Definer functions, owned by the sweeper, in a schema of their own. ------------------------------------------------
CREATE SCHEMA IF NOT EXISTS sweep AUTHORIZATION reprise_sweeper;
--> statement-breakpoint
SET ROLE reprise_sweeper;
--> statement-breakpoint
GRANT USAGE ON SCHEMA sweep TO reprise_app;
--> statement-breakpoint
-- The public Hub: a handle names one workspace and channel before any tenant is bound.
CREATE FUNCTION sweep.hub_by_handle(wanted text)
RETURNS TABLE (workspace_id uuid, channel_id uuid, name text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.workspace_id, c.id, c.name FROM channels c WHERE c.network = 'hub' AND c.remote_id = wanted AND c.deleted_at IS NULL
$$;
--> statement-breakpoint
-- Is a workspace's place in URLs, or a Hub handle, taken?
CREATE FUNCTION sweep.slug_taken(wanted text)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM workspaces WHERE slug = wanted)
      OR EXISTS (SELECT 1 FROM channels WHERE network = 'hub' AND remote_id = wanted)
$$;
--> statement-breakpoint
-- The relay holds the rows locked while it sends; a peer takes the next ones.
CREATE FUNCTION sweep.take_outbox(most integer)
RETURNS TABLE (id uuid, workspace_id uuid, name text, data jsonb) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id, o.workspace_id, o.name, o.data FROM outbox o ORDER BY o.id LIMIT most FOR UPDATE SKIP LOCKED
$$;
--> statement-breakpoint
-- For readiness and metrics: seconds the oldest unsent event has waited.
CREATE FUNCTION sweep.outbox_age()
RETURNS double precision LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 FROM outbox
$$;
--> statement-breakpoint
CREATE FUNCTION sweep.drop_outbox(sent uuid[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM outbox WHERE id = ANY (sent)
$$;
--> statement-breakpoint
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep TO reprise_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint

-- 5. Wake-ups. NOTIFY carries no data worth keeping: listeners look at the tables. -------------------------------------
CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('outbox', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER wake AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_relay();
--> statement-breakpoint

-- 6. The ledger, across workspaces, for the dispatcher. Every call is one transaction and returns little: a frozen client
--    that does not read its answer must not hold locks. Rows are always locked in the order of their ids. -------------
SET ROLE reprise_sweeper;
--> statement-breakpoint
-- A dispatcher holds this lock on its own connection while it lives; only claims, which are fenced, are judged by it.
CREATE FUNCTION sweep.dispatcher_lives(who text)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NOT pg_try_advisory_xact_lock_shared(hashtextextended('dispatcher ' || who, 0))
$$;
--> statement-breakpoint
-- Takes what is due within `ahead_ms`, earliest first. Claims are taken one caller at a time, so that a channel (the Hub
-- excepted) is never in the hands of two living dispatchers. The full_… lists are what the caller has enough of.
CREATE FUNCTION sweep.claim_due(claimer text, most integer, ahead_ms integer, lease_ms integer,
  full_workspaces uuid[], full_channels uuid[], full_networks text[])
RETURNS TABLE (id uuid, fence bigint) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
  until timestamptz := clock_timestamp() + ahead_ms * interval '1 millisecond';
  taken uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('claim', 0));
  WITH held AS (
    SELECT d.owner, array_agg(DISTINCT d.channel_id) AS channel_ids FROM deliveries d
    WHERE d.state IN ('claimed', 'sending') AND d.owner <> claimer AND d.network <> 'hub' GROUP BY d.owner
  )
  SELECT array_agg(c) INTO taken FROM held, unnest(channel_ids) c WHERE sweep.dispatcher_lives(held.owner);
  RETURN QUERY
  WITH due AS (
    SELECT d.id FROM deliveries d
    WHERE d.state IN ('scheduled', 'preparing', 'ready') AND d.send_at <= until
      AND d.workspace_id <> ALL (full_workspaces) AND d.network <> ALL (full_networks)
      AND d.channel_id <> ALL (full_channels) AND d.channel_id <> ALL (coalesce(taken, '{}'))
    ORDER BY d.send_at LIMIT most FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries d SET state = 'claimed', owner = claimer, fence = d.fence + 1,
    lease_until = clock_timestamp() + lease_ms * interval '1 millisecond', updated_at = clock_timestamp()
  FROM due WHERE d.id = due.id RETURNING d.id, d.fence;
END $$;
--> statement-breakpoint
-- Everything needed to send what was claimed, as it stands now; instants are milliseconds since 1970.
CREATE FUNCTION sweep.load_claimed(claimer text, ids uuid[])
RETURNS TABLE (id uuid, workspace_id uuid, post_id uuid, channel_id uuid, network text, remote_id text, channel_lost boolean,
  revision integer, fence bigint, tries integer, failure_code text, due_at double precision, send_at double precision,
  lateness_minutes integer, blocked boolean, title text, language text, content jsonb, parts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.id, d.workspace_id, d.post_id, d.channel_id, d.network, c.remote_id,
    c.deleted_at IS NOT NULL OR c.health <> 'connected', d.revision, d.fence, d.tries, d.failure ->> 'code',
    (extract(epoch FROM d.due_at) * 1000)::double precision, (extract(epoch FROM d.send_at) * 1000)::double precision,
    w.lateness_minutes,
    jsonb_path_exists(v.checks, '$[*] ? (@.hard == true && (@.state == "fix" || @.state == "needs_person"))'),
    v.title, v.language, v.parts,
    (SELECT jsonb_agg(jsonb_build_object('ordinal', p.ordinal, 'state', p.state, 'ownKey', p.own_key, 'prepared', p.prepared,
        'remoteId', p.remote_id, 'url', p.url, 'receipt', p.receipt) ORDER BY p.ordinal)
      FROM delivery_parts p WHERE p.workspace_id = d.workspace_id AND p.delivery_id = d.id)
  FROM deliveries d
  JOIN channels c ON c.workspace_id = d.workspace_id AND c.id = d.channel_id
  JOIN rendition_versions v ON v.workspace_id = d.workspace_id AND v.id = d.version_id
  JOIN workspaces w ON w.id = d.workspace_id
  WHERE d.id = ANY (ids) AND d.state = 'claimed' AND d.owner = claimer
$$;
--> statement-breakpoint
-- Intent and cut-off in one commit: those returned are this sender's to send until `within_ms` from now; a row that was
-- edited, cancelled, moved, lost or taken over since it was read is not among them.
CREATE FUNCTION sweep.begin_sending(claimer text, within_ms integer, ids uuid[], fences bigint[], revisions integer[], ordinals integer[])
RETURNS TABLE (id uuid, at double precision) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS (
    SELECT d.id, d.workspace_id, d.fence, u.ordinal
    FROM unnest(ids, fences, revisions, ordinals) AS u(id, fence, revision, ordinal) JOIN deliveries d ON d.id = u.id
    WHERE d.state = 'claimed' AND d.owner = claimer AND d.fence = u.fence AND d.revision = u.revision
      AND d.lease_until > clock_timestamp()
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
  )
  SELECT m.id, (extract(epoch FROM clock_timestamp()) * 1000)::double precision FROM mine m
$$;
--> statement-breakpoint
-- What became of parts. `state` is where the delivery goes; 'sending' means that the next part's intent begins with it.
-- `kind` says whether an attempt to publish ends here, a look-up is recorded, or (null) the delivery was never tried.
CREATE FUNCTION sweep.record_outcomes(items jsonb)
RETURNS TABLE (id uuid, fence bigint, state text, told text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH held AS (
    SELECT d.id AS delivery_id, d.workspace_id, d.post_id, i.*
    FROM jsonb_to_recordset(items) AS i(id uuid, fence bigint, kind text, ordinal integer, outcome text, state text, code text,
      message text, delay_ms integer, within_ms integer, sender text, remote_id text, url text, receipt jsonb)
    JOIN deliveries d ON d.id = i.id
    WHERE d.fence = i.fence AND (CASE
      -- Once it is unknown others are looking, so its sender may tell what it did but not go on to the next part;
      WHEN i.state = 'sending' THEN d.state = 'sending'
      -- and what a look-up found is old news once the sender has reported.
      WHEN i.kind = 'reconcile' THEN d.state IN ('claimed', 'unknown')
      ELSE d.state IN ('claimed', 'sending', 'unknown') END)
    ORDER BY d.id FOR UPDATE OF d
  ), moved AS (
    UPDATE deliveries d SET
      state = h.state,
      send_at = CASE WHEN h.state = 'scheduled' AND h.delay_ms IS NOT NULL THEN clock_timestamp() + h.delay_ms * interval '1 millisecond' ELSE d.send_at END,
      tries = CASE WHEN h.state = 'scheduled' AND h.delay_ms IS NOT NULL THEN d.tries + 1 ELSE d.tries END,
      owner = CASE WHEN h.state = 'sending' THEN d.owner END,
      lease_until = NULL,
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
-- Puts claims back untouched: all of one dispatcher, or only `ids`.
CREATE FUNCTION sweep.release_claims(claimer text, ids uuid[] DEFAULT NULL)
RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS (
    SELECT d.id FROM deliveries d
    WHERE d.state = 'claimed' AND d.owner = claimer AND (ids IS NULL OR d.id = ANY (ids)) ORDER BY d.id FOR UPDATE
  ), freed AS (
    UPDATE deliveries d SET state = 'scheduled', owner = NULL, lease_until = NULL, updated_at = clock_timestamp()
    FROM mine WHERE d.id = mine.id
  )
  SELECT count(*)::integer FROM mine
$$;
--> statement-breakpoint
-- Of those it still works on: a claim it forgot runs out and is anybody's.
CREATE FUNCTION sweep.renew_claims(claimer text, lease_ms integer, ids uuid[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS (
    SELECT d.id FROM deliveries d
    WHERE d.id = ANY (ids) AND d.state = 'claimed' AND d.owner = claimer AND d.lease_until > clock_timestamp()
    ORDER BY d.id FOR UPDATE
  )
  UPDATE deliveries d SET lease_until = clock_timestamp() + lease_ms * interval '1 millisecond' FROM mine WHERE d.id = mine.id
$$;
--> statement-breakpoint
-- What nobody is looking after any more. A claim is freed when its lease ended or its owner is gone (fenced, so always
-- safe); an intent becomes `unknown` only after its sender's deadline; what stayed unknown for too long asks a person.
CREATE FUNCTION sweep.tend_deliveries(claimer text, patience_ms integer)
RETURNS TABLE (released integer, expired integer, given_up integer, next_at double precision, watched boolean, at double precision)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE gone text[];
BEGIN
  SELECT array_agg(o.owner) INTO gone
  FROM (SELECT DISTINCT d.owner FROM deliveries d WHERE d.state = 'claimed' AND d.owner <> claimer) o
  WHERE NOT sweep.dispatcher_lives(o.owner);
  WITH lost AS (
    SELECT d.id FROM deliveries d
    WHERE d.state = 'claimed' AND (d.lease_until < clock_timestamp() OR d.owner = ANY (gone)) ORDER BY d.id FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries d SET state = 'scheduled', owner = NULL, lease_until = NULL, updated_at = clock_timestamp()
  FROM lost WHERE d.id = lost.id;
  GET DIAGNOSTICS released = ROW_COUNT;
  expired := 0;
  IF EXISTS (SELECT 1 FROM deliveries d WHERE d.state = 'sending' AND d.deadline_at < clock_timestamp()) THEN
    WITH late AS (
      SELECT d.id, d.workspace_id, d.post_id, d.fence FROM deliveries d
      WHERE d.state = 'sending' AND d.deadline_at < clock_timestamp() ORDER BY d.id FOR UPDATE SKIP LOCKED
    ), moved AS (
      UPDATE deliveries d SET state = 'unknown', unknown_since = clock_timestamp(), updated_at = clock_timestamp(),
        failure = jsonb_build_object('code', 'no_report', 'message', 'The sender stopped before it could say whether this went out.')
      FROM late l WHERE d.id = l.id
    ), part AS (
      UPDATE delivery_parts p SET state = 'unknown'
      FROM late l WHERE p.workspace_id = l.workspace_id AND p.delivery_id = l.id AND p.state = 'sending'
    ), closed AS (
      UPDATE attempts a SET finished_at = clock_timestamp(), outcome = 'unknown', message = 'No report before the deadline.'
      FROM late l WHERE a.workspace_id = l.workspace_id AND a.delivery_id = l.id AND a.finished_at IS NULL
    ), told AS (
      INSERT INTO outbox (workspace_id, name, data)
      SELECT l.workspace_id, 'publishing/delivery.unknown',
        jsonb_build_object('workspaceId', l.workspace_id, 'deliveryId', l.id, 'fence', l.fence) FROM late l
    )
    SELECT count(pg_notify('live', json_build_object('workspaceId', l.workspace_id,
      'event', json_build_object('kind', 'delivery', 'id', l.id, 'postId', l.post_id, 'state', 'unknown'))::text)) INTO expired FROM late l;
  END IF;
  WITH asked AS (
    SELECT d.id, d.workspace_id, d.post_id FROM deliveries d
    WHERE d.state = 'unknown' AND d.unknown_since < clock_timestamp() - patience_ms * interval '1 millisecond'
    ORDER BY d.id FOR UPDATE SKIP LOCKED
  ), moved AS (
    UPDATE deliveries d SET state = 'needs_attention', updated_at = clock_timestamp(), failure = jsonb_build_object(
      'code', 'cannot_tell', 'message', 'Nobody could find out whether this went out. Look there, then say which it is.')
    FROM asked WHERE d.id = asked.id
  )
  SELECT count(pg_notify('live', json_build_object('workspaceId', a.workspace_id,
    'event', json_build_object('kind', 'delivery', 'id', a.id, 'postId', a.post_id, 'state', 'needs_attention'))::text))
  INTO given_up FROM asked a;
  next_at := (SELECT extract(epoch FROM d.send_at) * 1000 FROM deliveries d
    WHERE d.state IN ('scheduled', 'preparing', 'ready') ORDER BY d.send_at LIMIT 1);
  watched := EXISTS (SELECT 1 FROM deliveries d WHERE d.state IN ('claimed', 'sending', 'unknown'));
  at := extract(epoch FROM clock_timestamp()) * 1000;
  RETURN NEXT;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep TO reprise_app;
--> statement-breakpoint
RESET ROLE;
