"use client";
import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

// Server components cannot hand `Link` to Mantine as a component; these can be used in both.

/** A link within the app, in running text. */
export const TextLink = (props: AnchorProps & { href: string; children: ReactNode }) => (
  <Anchor component={Link} underline="always" {...props} />
);

/** A link within the app that looks like a button. */
export const ButtonLink = (props: ButtonProps & { href: string; children: ReactNode }) => (
  <Button component={Link} {...props} />
);
