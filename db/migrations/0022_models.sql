CREATE TABLE "model_providers" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"vendor" text NOT NULL,
	"name" text NOT NULL,
	"base_url" text,
	"credentials" jsonb,
	"key_end" text,
	"small_model" text NOT NULL,
	"large_model" text NOT NULL,
	"input_price" double precision,
	"output_price" double precision,
	"is_on" boolean DEFAULT true NOT NULL,
	"position" integer NOT NULL,
	"day_micros" bigint,
	"month_micros" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_providers_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "model_providers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "model_replies" (
	"workspace_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"cost_micros" integer,
	"bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_replies_workspace_id_key_pk" PRIMARY KEY("workspace_id","key")
);
--> statement-breakpoint
ALTER TABLE "model_replies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "model_reservations" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"provider_id" uuid,
	"micros" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "model_reservations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "model_settings" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"use_server" boolean DEFAULT true NOT NULL,
	"day_micros" bigint,
	"month_micros" bigint,
	CONSTRAINT "model_settings_workspaceId_unique" UNIQUE("workspace_id")
);
--> statement-breakpoint
ALTER TABLE "model_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "provider_id" uuid;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "saved_micros" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "model_replies_workspace_id_used_at_index" ON "model_replies" USING btree ("workspace_id","used_at");--> statement-breakpoint
CREATE INDEX "model_reservations_workspace_id_expires_at_index" ON "model_reservations" USING btree ("workspace_id","expires_at");--> statement-breakpoint
CREATE POLICY "tenant" ON "model_providers" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("model_providers"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("model_providers"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "model_replies" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("model_replies"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("model_replies"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "model_reservations" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("model_reservations"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("model_reservations"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "model_settings" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("model_settings"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("model_settings"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));