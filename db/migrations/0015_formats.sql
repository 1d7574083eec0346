DROP INDEX "job_outputs_workspace_id_job_id_format_index";--> statement-breakpoint
ALTER TABLE "jobs" ALTER COLUMN "source_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "job_outputs" ADD COLUMN "variant" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "prompt" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "controls" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "rendition_versions" ADD COLUMN "slides" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "job_outputs_workspace_id_job_id_format_variant_index" ON "job_outputs" USING btree ("workspace_id","job_id","format","variant");