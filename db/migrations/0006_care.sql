CREATE TABLE "notification_reads" (
	"workspace_id" uuid NOT NULL,
	"notification_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"read_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_reads_workspace_id_notification_id_user_id_pk" PRIMARY KEY("workspace_id","notification_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "notification_reads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"channel_id" uuid,
	"delivery_id" uuid,
	"text" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"mailed_at" timestamp (3) with time zone,
	CONSTRAINT "notifications_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "refresh_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "preflight" jsonb;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "proof_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "proven_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "told_fence" bigint;--> statement-breakpoint
ALTER TABLE "delivery_parts" ADD COLUMN "proof" jsonb;--> statement-breakpoint
ALTER TABLE "notification_reads" ADD CONSTRAINT "notification_reads_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_reads" ADD CONSTRAINT "notification_reads_workspace_id_notification_id_notifications_workspace_id_id_fk" FOREIGN KEY ("workspace_id","notification_id") REFERENCES "public"."notifications"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_workspace_id_channel_id_channels_workspace_id_id_fk" FOREIGN KEY ("workspace_id","channel_id") REFERENCES "public"."channels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_workspace_id_delivery_id_deliveries_workspace_id_id_fk" FOREIGN KEY ("workspace_id","delivery_id") REFERENCES "public"."deliveries"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_open" ON "notifications" USING btree ("workspace_id","cause") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "notifications_workspace_id_created_at_id_index" ON "notifications" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "channels_refresh" ON "channels" USING btree ("refresh_at") WHERE deleted_at is null and health = 'connected';--> statement-breakpoint
CREATE INDEX "deliveries_unproven" ON "deliveries" USING btree (coalesce(proof_at, published_at)) WHERE state = 'published' and proven_at is null;--> statement-breakpoint
CREATE INDEX "deliveries_untold" ON "deliveries" USING btree ("id") WHERE state in ('failed', 'needs_attention') and told_fence is distinct from fence;--> statement-breakpoint
CREATE INDEX "deliveries_failing" ON "deliveries" USING btree ("workspace_id","channel_id") WHERE state in ('failed', 'needs_attention');--> statement-breakpoint
CREATE POLICY "tenant" ON "notification_reads" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("notification_reads"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("notification_reads"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "notifications" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("notifications"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("notifications"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "sweeper" ON "notifications" AS PERMISSIVE FOR ALL TO "reprise_sweeper" USING (true) WITH CHECK (true);