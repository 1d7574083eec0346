-- What the tables of slots, blackouts, recurrences and imports need beyond their columns.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['slots', 'blackouts', 'recurrences', 'recurrence_posts', 'recurrence_channels', 'recurrence_deliveries', 'imports', 'import_rows']
  LOOP
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO reprise_app', t);
  END LOOP;
  -- The others hang on these and have no id of their own.
  FOREACH t IN ARRAY ARRAY['slots', 'blackouts', 'recurrences', 'imports']
  LOOP
    EXECUTE format(
      'CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON public.%I FOR EACH ROW EXECUTE FUNCTION audit_row()', t);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT (id, workspace_id, state, planned_until) ON recurrences TO reprise_sweeper;
--> statement-breakpoint
SET ROLE reprise_sweeper;
--> statement-breakpoint
-- Recurrences of all workspaces that are not planned up to `until`, page by page.
CREATE FUNCTION sweep.recurrences_to_plan(until timestamptz, after uuid, most integer)
RETURNS TABLE (id uuid, workspace_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r.workspace_id FROM recurrences r
  WHERE r.state = 'active' AND (r.planned_until IS NULL OR r.planned_until < until) AND (after IS NULL OR r.id > after)
  ORDER BY r.id LIMIT most
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION sweep.recurrences_to_plan(timestamptz, uuid, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION sweep.recurrences_to_plan(timestamptz, uuid, integer) TO reprise_app;
--> statement-breakpoint
RESET ROLE;
