-- What the tables of model providers need beyond their columns. The ledger, its reservations and the kept replies are
-- written at every call: only what people decide is audited.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['model_providers', 'model_settings', 'model_reservations', 'model_replies']
  LOOP
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO reprise_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['model_providers', 'model_settings']
  LOOP
    EXECUTE format(
      'CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON public.%I FOR EACH ROW EXECUTE FUNCTION audit_row()', t);
  END LOOP;
END $$;
