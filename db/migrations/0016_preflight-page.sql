-- A channel is judged when a delivery is shown, so the look ahead needs no more than what is due.
SET ROLE reprise_sweeper;
--> statement-breakpoint
DROP FUNCTION sweep.preflight_page(timestamptz, uuid, integer, uuid);
--> statement-breakpoint
-- What goes out within a day and not within the next minute, in the order it goes out.
CREATE FUNCTION sweep.preflight_page(after_at timestamptz, after_id uuid, most integer)
RETURNS TABLE (workspace_id uuid, id uuid, send_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT d.workspace_id, d.id, d.send_at FROM deliveries d
  WHERE d.state IN ('scheduled', 'preparing', 'ready')
    AND d.send_at > clock_timestamp() + interval '1 minute' AND d.send_at < clock_timestamp() + interval '24 hours'
    AND (d.send_at, d.id) > (after_at, after_id)
  ORDER BY d.send_at, d.id LIMIT most
$$;
--> statement-breakpoint
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sweep TO reprise_app;
--> statement-breakpoint
RESET ROLE;
