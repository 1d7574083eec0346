-- A claim leaves what is paused, or has to keep quiet, where it is.
GRANT SELECT (paused_at, not_before), UPDATE (not_before) ON channels TO reprise_sweeper;
--> statement-breakpoint
GRANT SELECT (paused_at) ON workspaces TO reprise_sweeper;
