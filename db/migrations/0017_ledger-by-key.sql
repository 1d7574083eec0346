-- Each row of these is written again within seconds: with room on its page that update touches no index.
ALTER TABLE delivery_parts SET (fillfactor = 50);
--> statement-breakpoint
ALTER TABLE attempts SET (fillfactor = 50);
--> statement-breakpoint
SET ROLE reprise_sweeper;
--> statement-breakpoint
-- These find rows by key. A plan made while the tables were small is kept by each connection and would read them whole
-- until somebody analyses them: right after an installation, a restore or a burst every outcome took a scan of all attempts.
-- Whoever replaces one of these functions has to say it again: CREATE OR REPLACE forgets it.
ALTER FUNCTION sweep.load_claimed SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION sweep.begin_sending SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION sweep.record_outcomes SET enable_seqscan = off;
--> statement-breakpoint
-- Its input is guessed at 100 rows, for which a hash of the whole ledger looks cheap.
ALTER FUNCTION sweep.record_outcomes SET enable_hashjoin = off;
--> statement-breakpoint
ALTER FUNCTION sweep.record_outcomes SET enable_mergejoin = off;
--> statement-breakpoint
ALTER FUNCTION sweep.release_claims SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION sweep.renew_claims SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION sweep.tend_deliveries SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION sweep.take_unknown SET enable_seqscan = off;
--> statement-breakpoint
RESET ROLE;
