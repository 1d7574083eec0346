-- What drizzle-kit cannot write: FORCE RLS, grants, the sweeper's narrow rights, audit triggers, NOTIFY triggers and the
-- SECURITY DEFINER functions. Kept as one source; `npm run db:generate` turns a change of it into a migration.

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
GRANT SELECT (id, workspace_id, network, remote_id, name, avatar_url, deleted_at) ON channels TO reprise_sweeper;
--> statement-breakpoint
GRANT SELECT (id, slug, name) ON workspaces TO reprise_sweeper;
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
