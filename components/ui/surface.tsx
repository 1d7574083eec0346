import { Box, type BoxProps } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/ui/surface.module.css";

/** A sheet of paper: the one card of the product. */
export function Surface({ children, className, ...box }: BoxProps & { children: ReactNode }) {
  return (
    <Box className={[classes["surface"], className].filter(Boolean).join(" ")} p="lg" {...box}>
      {children}
    </Box>
  );
}
