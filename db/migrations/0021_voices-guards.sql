-- The texts of an author and what was measured of them: nobody but their workspace.
ALTER TABLE voice_samples FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE voice_profiles FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON voice_samples, voice_profiles TO reprise_app;
--> statement-breakpoint
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON voice_samples FOR EACH ROW EXECUTE FUNCTION audit_row();
