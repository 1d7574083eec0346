"use client";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { NavigationProgress } from "@mantine/nprogress";
import { setNonce } from "get-nonce";
import { type ReactNode, useState } from "react";
import { paper, theme } from "@/components/theme";

/** Theme, toasts and the loading bar: what every screen stands in. */
export function ShellProviders({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  // The document's policy knows the nonce it came with; a refresh brings another one, which it would refuse.
  const [own] = useState(nonce);
  // Dialogs lock scrolling with a style element of a library that asks nobody else for the nonce.
  if (own && typeof window !== "undefined") setNonce(own);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={paper}
      defaultColorScheme="auto"
      {...(own ? { getStyleNonce: () => own } : {})}
    >
      <NavigationProgress aria-label="Page loading" />
      <Notifications position="bottom-right" />
      {children}
    </MantineProvider>
  );
}
