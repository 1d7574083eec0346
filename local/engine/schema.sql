-- Everything the executor knows, in one schema. Applied at every boot under an advisory lock, so each statement may run again.
do $$ begin -- not "create if not exists": the schema may be given to a role that cannot create one
  if to_regnamespace('engine') is null then create schema engine; end if;
end $$;
create sequence if not exists engine.owner_seq as int;
create sequence if not exists engine.step_seq;

create table if not exists engine.functions (
  id text primary key,
  app text not null,
  config jsonb not null,
  active boolean not null default true
);

create table if not exists engine.events (
  id text primary key,
  name text not null,
  payload jsonb not null,
  received_at timestamptz not null default now()
);
create index if not exists events_received on engine.events (received_at);

create table if not exists engine.runs (
  id text primary key,
  function_id text not null,
  status text not null default 'queued', -- queued, running, completed, failed, cancelled
  events jsonb not null,
  event_id text not null,
  dedupe_key text,              -- freed after 24 h
  singleton_key text,
  parent_run_id text,           -- invoked by this run …
  parent_step_id text,          -- … in this step
  priority int not null default 0,
  limit_keys text[],            -- concurrency: one key and one limit each
  limits int[],
  plan_only boolean not null default false,   -- ask the SDK to report steps instead of running the first one
  request_version int not null default -1,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  output jsonb,
  error jsonb
);
create unique index if not exists runs_dedupe on engine.runs (function_id, dedupe_key) where dedupe_key is not null;
create index if not exists runs_event on engine.runs (event_id);
create index if not exists runs_singleton on engine.runs (singleton_key)
  where singleton_key is not null and status in ('queued', 'running');
create index if not exists runs_ended on engine.runs (ended_at) where ended_at is not null;
create index if not exists runs_dedupe_age on engine.runs (queued_at) where dedupe_key is not null;

create table if not exists engine.steps (
  run_id text not null references engine.runs on delete cascade,
  id text not null,
  op text not null,
  name text,
  status text not null,         -- pending, done
  together boolean not null default false,    -- the run is re-entered only when all such siblings are done
  race boolean not null default false,        -- … or after each, under group.parallel({ mode: "race" })
  result jsonb,
  seq bigint,                   -- order of completion, the SDK's stack
  primary key (run_id, id)
);

create table if not exists engine.jobs (
  id bigint generated always as identity primary key,
  kind text not null,           -- execute, sleep, timeout, cancel, cron, debounce, batch, announce
  run_id text,
  step_id text,
  function_id text,
  run_at timestamptz not null default now(),
  priority int not null default 0,
  attempt int not null default 0,
  key text unique,
  limit_keys text[],
  limits int[],
  owner int,                    -- the engine process that has it in hand
  generation int not null default 0,          -- fencing: grows with every claim
  leased_until timestamptz,
  payload jsonb
);
create index if not exists jobs_due on engine.jobs (run_at) where owner is null;
create index if not exists jobs_owned on engine.jobs (owner) where owner is not null;
create index if not exists jobs_run on engine.jobs (run_id);

create table if not exists engine.waits (
  run_id text not null references engine.runs on delete cascade,
  step_id text not null,
  kind text not null,           -- event, signal, cancel
  event text not null,
  expression text,
  match_path text[],            -- set when the expression is one equality: then SQL compares, not CEL
  match_value jsonb,
  expires_at timestamptz not null,
  primary key (run_id, step_id)
);
create index if not exists waits_event on engine.waits (event);

-- Token buckets of rateLimit, idempotency and throttle (GCRA: one instant per key).
create table if not exists engine.buckets (
  key text primary key,
  until timestamptz not null
);
create index if not exists buckets_until on engine.buckets (until);

-- A new or moved job wakes the other engines at commit; the payload lets the sender ignore its own.
create or replace function engine.wake() returns trigger language plpgsql as $$
begin
  perform pg_notify('engine_jobs', current_setting('application_name'));
  return null;
end $$;
create or replace trigger wake after insert or update of run_at on engine.jobs
  for each statement execute function engine.wake();

-- Takes up to `wanted` due jobs. One claimer at a time, so a concurrency key is counted right across processes.
create or replace function engine.claim(me int, wanted int, lease_seconds int)
returns setof engine.jobs language plpgsql as $$
declare
  busy jsonb;
  full_keys text[];
  candidate record;
  claimed engine.jobs;
  taken int := 0;
  blocked boolean;
begin
  perform pg_advisory_xact_lock(77310001);
  select coalesce(jsonb_object_agg(key, running), '{}'), coalesce(array_agg(key) filter (where running >= cap), '{}')
    into busy, full_keys
    from (select slot.key, count(*)::int as running, min(slot.cap) as cap
            from engine.jobs job, unnest(job.limit_keys, job.limits) as slot(key, cap)
           where job.owner is not null group by slot.key) as used;
  for candidate in
    select id, limit_keys, limits from engine.jobs
     where owner is null and run_at <= now() and (limit_keys is null or not limit_keys && full_keys)
     order by run_at - priority * interval '1 second', id
  loop
    exit when taken >= wanted;
    blocked := false;
    for slot in 1..coalesce(cardinality(candidate.limit_keys), 0) loop
      blocked := blocked or coalesce((busy ->> candidate.limit_keys[slot])::int, 0) >= candidate.limits[slot];
    end loop;
    continue when blocked;
    update engine.jobs set owner = me, generation = generation + 1,
           leased_until = now() + make_interval(secs => lease_seconds)
     where id = candidate.id and owner is null returning * into claimed;
    continue when not found;
    for slot in 1..coalesce(cardinality(candidate.limit_keys), 0) loop
      busy := busy || jsonb_build_object(candidate.limit_keys[slot],
                                         coalesce((busy ->> candidate.limit_keys[slot])::int, 0) + 1);
    end loop;
    taken := taken + 1;
    return next claimed;
  end loop;
end $$;
