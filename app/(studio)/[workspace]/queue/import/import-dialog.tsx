"use client";
import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import type { ImportView } from "@/server/scheduling/input";
import { CheckedRows } from "./checked-rows";
import { ChooseFile } from "./choose-file";
import { ImportProgress } from "./import-progress";

type Props = { workspace: string; timeZone: string; onClose: () => void };

/** A file as it was checked: its text, so that rows can be mended here. */
export type Checked = { csv: string; view: ImportView };

/** Many posts from a CSV file: checked first, mended here, then imported. */
export function ImportDialog({ workspace, timeZone, onClose }: Props) {
  const small = useMediaQuery("(max-width: 48em)");
  const [checked, setChecked] = useState<Checked | null>(null);
  const [committed, setCommitted] = useState<string | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title="Import posts from a CSV file"
      size="xl"
      fullScreen={small ?? false}
      // What was mended here would be lost by a slip beside the dialog.
      closeOnClickOutside={checked === null || committed !== null}
    >
      {committed ? (
        <ImportProgress workspace={workspace} importId={committed} onClose={onClose} />
      ) : checked ? (
        <CheckedRows
          key={checked.view.id}
          checked={checked}
          timeZone={timeZone}
          onChecked={setChecked}
          onCommitted={setCommitted}
          onBack={() => setChecked(null)}
        />
      ) : (
        <ChooseFile timeZone={timeZone} onChecked={setChecked} />
      )}
    </Modal>
  );
}
