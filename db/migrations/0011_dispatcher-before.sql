-- What the dispatcher called before, and quotas of parts of an hour.
SET ROLE reprise_sweeper;
--> statement-breakpoint
DROP FUNCTION sweep.claim_due(text, integer, integer, integer, uuid[], uuid[], text[]);
--> statement-breakpoint
DROP FUNCTION sweep.load_claimed(text, uuid[]);
--> statement-breakpoint
DROP FUNCTION sweep.begin_sending(text, integer, uuid[], bigint[], integer[], integer[]);
--> statement-breakpoint
DROP FUNCTION sweep.tend_deliveries(text, integer);
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
      WHEN greatest(d.created_at, d.asked_at) < s.restarted_at AND d.due_at < s.restarted_at THEN 'restored'
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
RESET ROLE;
