CREATE TABLE "blackouts" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel_id" uuid,
	"starts_on" text NOT NULL,
	"ends_on" text NOT NULL,
	"reason" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "blackouts_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "blackouts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "import_rows" (
	"workspace_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"content" jsonb NOT NULL,
	"problems" text[] DEFAULT '{}' NOT NULL,
	"post_id" uuid,
	CONSTRAINT "import_rows_workspace_id_import_id_row_pk" PRIMARY KEY("workspace_id","import_id","row")
);
--> statement-breakpoint
ALTER TABLE "import_rows" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"state" text DEFAULT 'checked' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "imports_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "imports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recurrence_channels" (
	"workspace_id" uuid NOT NULL,
	"recurrence_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	CONSTRAINT "recurrence_channels_workspace_id_recurrence_id_channel_id_pk" PRIMARY KEY("workspace_id","recurrence_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "recurrence_channels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recurrence_deliveries" (
	"workspace_id" uuid NOT NULL,
	"recurrence_id" uuid NOT NULL,
	"occurrence" text NOT NULL,
	"channel_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	CONSTRAINT "recurrence_deliveries_workspace_id_recurrence_id_occurrence_channel_id_pk" PRIMARY KEY("workspace_id","recurrence_id","occurrence","channel_id"),
	CONSTRAINT "recurrence_deliveries_workspaceId_deliveryId_unique" UNIQUE("workspace_id","delivery_id")
);
--> statement-breakpoint
ALTER TABLE "recurrence_deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recurrence_posts" (
	"workspace_id" uuid NOT NULL,
	"recurrence_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"post_id" uuid NOT NULL,
	CONSTRAINT "recurrence_posts_workspace_id_recurrence_id_ordinal_pk" PRIMARY KEY("workspace_id","recurrence_id","ordinal")
);
--> statement-breakpoint
ALTER TABLE "recurrence_posts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recurrences" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"title" text NOT NULL,
	"rule" text NOT NULL,
	"starts_at" text NOT NULL,
	"time_zone" text NOT NULL,
	"skips" text[] DEFAULT '{}' NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"problem" text,
	"planned_until" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recurrences_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "recurrences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "slots" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"weekday" integer NOT NULL,
	"time" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "slots_workspaceId_id_unique" UNIQUE("workspace_id","id"),
	CONSTRAINT "slots_workspaceId_channelId_weekday_time_unique" UNIQUE("workspace_id","channel_id","weekday","time")
);
--> statement-breakpoint
ALTER TABLE "slots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "blackouts" ADD CONSTRAINT "blackouts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blackouts" ADD CONSTRAINT "blackouts_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blackouts" ADD CONSTRAINT "blackouts_workspace_id_channel_id_channels_workspace_id_id_fk" FOREIGN KEY ("workspace_id","channel_id") REFERENCES "public"."channels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_workspace_id_import_id_imports_workspace_id_id_fk" FOREIGN KEY ("workspace_id","import_id") REFERENCES "public"."imports"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrence_channels" ADD CONSTRAINT "recurrence_channels_workspace_id_recurrence_id_recurrences_workspace_id_id_fk" FOREIGN KEY ("workspace_id","recurrence_id") REFERENCES "public"."recurrences"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrence_channels" ADD CONSTRAINT "recurrence_channels_workspace_id_channel_id_channels_workspace_id_id_fk" FOREIGN KEY ("workspace_id","channel_id") REFERENCES "public"."channels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrence_deliveries" ADD CONSTRAINT "recurrence_deliveries_workspace_id_recurrence_id_recurrences_workspace_id_id_fk" FOREIGN KEY ("workspace_id","recurrence_id") REFERENCES "public"."recurrences"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrence_deliveries" ADD CONSTRAINT "recurrence_deliveries_workspace_id_delivery_id_deliveries_workspace_id_id_fk" FOREIGN KEY ("workspace_id","delivery_id") REFERENCES "public"."deliveries"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrence_posts" ADD CONSTRAINT "recurrence_posts_workspace_id_recurrence_id_recurrences_workspace_id_id_fk" FOREIGN KEY ("workspace_id","recurrence_id") REFERENCES "public"."recurrences"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrence_posts" ADD CONSTRAINT "recurrence_posts_workspace_id_post_id_posts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","post_id") REFERENCES "public"."posts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrences" ADD CONSTRAINT "recurrences_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrences" ADD CONSTRAINT "recurrences_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_workspace_id_channel_id_channels_workspace_id_id_fk" FOREIGN KEY ("workspace_id","channel_id") REFERENCES "public"."channels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blackouts_workspace_id_ends_on_index" ON "blackouts" USING btree ("workspace_id","ends_on");--> statement-breakpoint
CREATE INDEX "imports_workspace_id_created_at_index" ON "imports" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "recurrences_to_plan" ON "recurrences" USING btree ("id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "recurrences_workspace_id_created_at_index" ON "recurrences" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE POLICY "tenant" ON "blackouts" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("blackouts"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("blackouts"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "import_rows" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("import_rows"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("import_rows"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "imports" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("imports"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("imports"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "recurrence_channels" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("recurrence_channels"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("recurrence_channels"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "recurrence_deliveries" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("recurrence_deliveries"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("recurrence_deliveries"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "recurrence_posts" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("recurrence_posts"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("recurrence_posts"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "recurrences" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("recurrences"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("recurrences"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "sweeper" ON "recurrences" AS PERMISSIVE FOR ALL TO "reprise_sweeper" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenant" ON "slots" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("slots"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("slots"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));