-- Replacing these forgot it, see 0017.
SET ROLE reprise_sweeper;
--> statement-breakpoint
ALTER FUNCTION sweep.load_claimed SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION sweep.begin_sending SET enable_seqscan = off;
--> statement-breakpoint
RESET ROLE;
