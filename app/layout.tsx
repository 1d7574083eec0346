import "@mantine/core/styles.layer.css";
import "@mantine/dates/styles.layer.css";
import "@mantine/dropzone/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@mantine/nprogress/styles.layer.css";
import "@mantine/schedule/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import "@/app/global.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata } from "next";
import localFont from "next/font/local";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { ShellProviders } from "@/components/shell-providers";

const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  variable: "--font-inter",
  display: "swap",
});

export const metadata: Metadata = {
  title: { default: "Reprise", template: "%s · Reprise" },
  description: "One long piece becomes a week of posts, each sentence traceable to its source.",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page with a nonce is made per request; this makes every route dynamic, the 404 too.
  await connection();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" {...mantineHtmlProps} className={inter.variable}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <ShellProviders nonce={nonce}>{children}</ShellProviders>
      </body>
    </html>
  );
}
