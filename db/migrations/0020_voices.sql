CREATE TABLE "voice_profiles" (
	"workspace_id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"language" text NOT NULL,
	"profile" jsonb NOT NULL,
	"measured_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "voice_profiles_workspace_id_brand_id_language_pk" PRIMARY KEY("workspace_id","brand_id","language")
);
--> statement-breakpoint
ALTER TABLE "voice_profiles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "voice_samples" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"sha256" text NOT NULL,
	"language" text NOT NULL,
	"word_count" integer NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "voice_samples_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "voice_samples" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "brands" ADD COLUMN "learns_from_edits" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "voice_profiles" ADD CONSTRAINT "voice_profiles_workspace_id_brand_id_brands_workspace_id_id_fk" FOREIGN KEY ("workspace_id","brand_id") REFERENCES "public"."brands"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_samples" ADD CONSTRAINT "voice_samples_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_samples" ADD CONSTRAINT "voice_samples_workspace_id_brand_id_brands_workspace_id_id_fk" FOREIGN KEY ("workspace_id","brand_id") REFERENCES "public"."brands"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "voice_samples_workspace_id_brand_id_sha256_index" ON "voice_samples" USING btree ("workspace_id","brand_id","sha256");--> statement-breakpoint
CREATE INDEX "voice_samples_workspace_id_brand_id_created_at_index" ON "voice_samples" USING btree ("workspace_id","brand_id","created_at");--> statement-breakpoint
CREATE POLICY "tenant" ON "voice_profiles" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("voice_profiles"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("voice_profiles"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant" ON "voice_samples" AS PERMISSIVE FOR ALL TO "reprise_app" USING ("voice_samples"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid)) WITH CHECK ("voice_samples"."workspace_id" = (select nullif(current_setting('app.workspace_id', true), '')::uuid));