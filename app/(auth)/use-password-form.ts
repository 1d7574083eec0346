"use client";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { type FormProblem, postPassword } from "./post-password";

/** A form that posts to one password action: busy while it runs, problems at their fields, nothing typed is lost. */
export function usePasswordForm<V extends Record<string, string>, T>(
  action: string,
  initialValues: V,
  done: (answer: T) => void,
) {
  const form = useForm({ initialValues });
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setMessage(null);
    try {
      done(await postPassword<T>(action, values));
    } catch (error) {
      const { message: said, fields } = error as FormProblem;
      form.setErrors(fields);
      setMessage(Object.keys(fields).length > 0 ? null : said);
      setBusy(false);
    }
  });
  return { form, busy, message, submit };
}
