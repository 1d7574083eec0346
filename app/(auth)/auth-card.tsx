import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Surface } from "@/components/ui/surface";
import { Wordmark } from "@/components/ui/wordmark";
import classes from "./auth-card.module.css";

/** The sheet a sign-in form stands on. */
export function AuthCard({
  title,
  help,
  children,
  footer,
}: {
  title: string;
  help?: string;
  children: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <main className={classes["page"]}>
      <div className={classes["column"]}>
        <Wordmark />
        <Surface p="xl" mt="lg">
          <Stack gap="lg">
            <div>
              <Title order={1} fz={26}>
                {title}
              </Title>
              {help && (
                <Text c="dimmed" mt={6}>
                  {help}
                </Text>
              )}
            </div>
            {children}
          </Stack>
        </Surface>
        {footer && (
          <Text ta="center" mt="lg" fz="sm" c="dimmed" component="div">
            {footer}
          </Text>
        )}
      </div>
    </main>
  );
}
