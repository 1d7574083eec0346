CREATE TABLE "ledger_state" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"place" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"beat_at" timestamp (3) with time zone NOT NULL,
	"restarted_at" timestamp (3) with time zone,
	"restored_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "ledger_state" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "deliveries_workspace_id_channel_id_index";--> statement-breakpoint
DROP INDEX "deliveries_open";--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "spacing_seconds" integer;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "asked_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "channels_quiet" ON "channels" USING btree ("not_before") WHERE not_before is not null;--> statement-breakpoint
CREATE INDEX "channels_paused" ON "channels" USING btree ("id") WHERE paused_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_due_of_channel" ON "deliveries" USING btree ("channel_id","send_at") WHERE state in ('scheduled', 'preparing', 'ready');--> statement-breakpoint
CREATE INDEX "deliveries_workspace_id_channel_id_sending_at_index" ON "deliveries" USING btree ("workspace_id","channel_id","sending_at");--> statement-breakpoint
CREATE INDEX "workspaces_paused" ON "workspaces" USING btree ("id") WHERE paused_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("state","channel_id") WHERE state in ('claimed', 'sending', 'unknown');--> statement-breakpoint
CREATE POLICY "sweeper" ON "ledger_state" AS PERMISSIVE FOR ALL TO "reprise_sweeper" USING (true) WITH CHECK (true);