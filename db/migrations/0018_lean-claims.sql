DROP INDEX "deliveries_open";--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("channel_id","state") WHERE state in ('claimed', 'sending', 'unknown');